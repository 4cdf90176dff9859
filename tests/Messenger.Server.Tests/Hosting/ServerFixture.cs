using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Hosting;

/// <summary>A whole server on loopback, on a port of its own, with directories that are gone afterwards.</summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private MessengerServer? _server;

    public MessengerServer Server => _server!;

    public TemporaryDirectory Directory => _directory;

    /// <summary>What people may have and do.</summary>
    public ServerLimits Bounds { get; private init; } = new();

    /// <summary>Its settings file, where it was started with settings.</summary>
    public string ConfigFile => _directory["config"];

    public ServerOptions Options => new()
    {
        Listen = IPAddress.Loopback,
        Port = 0,
        FilesDirectory = _directory["files"],
        DataDirectory = _directory["data"],
        Name = "test server",
        Drain = TimeSpan.FromSeconds(1),
        Bounds = Bounds,
        ConfigFile = File.Exists(ConfigFile) ? ConfigFile : null,
    };

    /// <summary>What the server takes for the clock.</summary>
    public TimeProvider Time { get; private init; } = TimeProvider.System;

    public static async Task<ServerFixture> StartAsync(ChatLimits? limits = null, TimeProvider? time = null, string? settings = null)
    {
        var fixture = new ServerFixture { Time = time ?? TimeProvider.System, Bounds = new ServerLimits { Chat = limits ?? new ChatLimits() } };
        if (settings is not null)
            fixture.Directory.Write("config", settings);
        await fixture.StartServerAsync();
        return fixture;
    }

    public async Task StartServerAsync() =>
        _server = await MessengerServer.StartAsync(Options, Time, NullLoggerFactory.Instance);

    public async Task StopServerAsync()
    {
        await Server.StopAsync();
        await Server.DisposeAsync();
        _server = null;
    }

    /// <summary>A TLS connection, authenticated as far as TLS goes.</summary>
    public async Task<SslStream> ConnectTlsAsync(IdentityKey? key, string protocol = WireLimits.ControlProtocol)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(Server.Endpoints[0]);
        var tls = new SslStream(tcp.GetStream());
        Fingerprint pin = Server.Fingerprint;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "msgr",
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [new SslApplicationProtocol(protocol)],
            ClientCertificateContext = key?.CertificateContext,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                Fingerprint.Of((System.Security.Cryptography.X509Certificates.X509Certificate2)certificate!) == pin,
        });
        return tls;
    }

    /// <summary>A control channel whose welcome has been read.</summary>
    public async Task<WireClient> ConnectAsync(IdentityKey key)
    {
        var client = new WireClient(await ConnectTlsAsync(key));
        Assert.Equal("test server", (await client.ReadAsync<Welcome>()).ServerName);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await StopServerAsync();
        _directory.Dispose();
    }
}
