using System.Net;
using System.Net.Sockets;
using Messenger.Platform;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messenger.Server.Hosting;

/// <summary>Kestrel, with one listener and one handler for all that connects to it.</summary>
internal sealed class Listener : IDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly List<ListenOptions> _endpoints = [];

    /// <summary>A listener that does not listen yet.</summary>
    /// <param name="address">The address; null: every one, IPv4 and IPv6.</param>
    /// <param name="port">The port; 0: any that is free.</param>
    /// <param name="handler">What becomes of a connection.</param>
    /// <param name="logs">Kestrel's own log.</param>
    public Listener(IPAddress? address, int port, ConnectionHandler handler, ILoggerFactory logs)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        void Configure(ListenOptions listen)
        {
            _endpoints.Add(listen);
            listen.Use(_ => handler.OnConnectedAsync);
        }

        if (address is null)
            options.ListenAnyIP(port, Configure);
        else
            options.Listen(address, port, Configure);

        // Nothing in a connection's path blocks, so its continuations run where the socket's event was noticed: no hop to another thread.
        var sockets = new SocketTransportOptions { UnsafePreferInlineScheduling = true, Backlog = 1024 };
        _kestrel = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(sockets), logs), logs);
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="UserError">The address cannot be listened on.</exception>
    public async Task<IReadOnlyList<IPEndPoint>> StartAsync(IPAddress? address, int port)
    {
        try
        {
            await _kestrel.StartAsync(new NoHttp(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw Explain(e, address, port);
        }

        return [.. _endpoints.Select(listen => listen.IPEndPoint!)];
    }

    /// <summary>Takes no more connections, and waits for those that are there.</summary>
    /// <param name="ct">Ends the waiting: what is left is torn down.</param>
    public Task StopAsync(CancellationToken ct) => _kestrel.StopAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => _kestrel.Dispose();

    private static UserError Explain(Exception e, IPAddress? address, int port)
    {
        string where = address is null ? $"port {port}" : new IPEndPoint(address, port).ToString();
        SocketException? socket = e as SocketException ?? e.InnerException as SocketException ?? e.InnerException?.InnerException as SocketException;
        return e is AddressInUseException || e.InnerException is AddressInUseException || socket?.SocketErrorCode == SocketError.AddressAlreadyInUse
            ? new UserError(ExitCode.CannotConnect, $"{where} is in use by another program; stop it, or name another port with --port", e)
            : socket?.SocketErrorCode switch
            {
                SocketError.AccessDenied => new UserError(ExitCode.Denied, $"you may not listen on {where}; name a port above 1023 with --port", e),
                SocketError.AddressNotAvailable => new UserError(ExitCode.CannotConnect, $"this machine does not have the address {address}; name one that it has with --listen", e),
                _ => new UserError(ExitCode.CannotConnect, $"cannot listen on {where}: {e.Message.TrimEnd('.')}", e),
            };
    }

    /// <summary>Kestrel wants to be told how to answer HTTP: it never will.</summary>
    private sealed class NoHttp : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context) => Task.CompletedTask;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }
    }
}
