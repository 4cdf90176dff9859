using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>
/// A relay in front of a server: it counts what travels to the clients, and can hold every connection at a byte, so that a test can act
/// in the middle of a transfer without a clock.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _holds = new(0);
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentDictionary<TcpClient, bool> _open = [];
    private readonly int _target;
    private readonly Task _accepting;
    private TaskCompletionSource _gate = Open();
    private long _limit = long.MaxValue;
    private long _toClients;

    private Relay(IPEndPoint listen, int target)
    {
        _listener = new(listen);
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What clients are given instead of the server's address.</summary>
    internal string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>What is said here of the bytes for clients is said of those for the server: uploads. Set before the first connection.</summary>
    internal bool IsMirrored { get; set; }

    /// <summary>Bytes that went to clients, over all connections.</summary>
    internal long BytesToClients => Interlocked.Read(ref _toClients);

    /// <summary>A relay to a server on this machine, which may be restarted meanwhile.</summary>
    internal static Relay To(TestServer server) => At(new IPEndPoint(IPAddress.Loopback, 0), server);

    /// <summary>A relay that listens on an address of the test's choice.</summary>
    internal static Relay At(IPEndPoint listen, TestServer server) => new(listen, server.Port);

    /// <summary>From now on each connection brings its client at most so many bytes, until <see cref="Release"/>.</summary>
    internal void HoldAt(long bytes)
    {
        _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _limit, bytes);
    }

    /// <summary>Waits until so many more connections are held.</summary>
    internal async Task HeldAsync(int connections = 1)
    {
        for (var i = 0; i < connections; i++)
            Assert.True(await _holds.WaitAsync(Deadline.Ordinary), $"{connections - i} of {connections} connections never came to the byte at which they are held");
    }

    /// <summary>All flows again.</summary>
    internal void Release()
    {
        Interlocked.Exchange(ref _limit, long.MaxValue);
        _gate.TrySetResult();
    }

    /// <summary>Breaks every connection, at both ends.</summary>
    internal void CutAll()
    {
        foreach (var end in _open.Keys)
            end.Client?.Close(timeout: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        Release();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _over.Dispose();
        _holds.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
        }
        catch (OperationCanceledException)
        {
        }
    }

    // An end that breaks closes the other, as a broken connection does.
    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            client.NoDelay = true;
            _open[client] = _open[server] = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _over.Token);
                var (watched, other) = IsMirrored ? (client, server) : (server, client);
                var up = other.GetStream().CopyToAsync(watched.GetStream(), _over.Token);
                var down = CopyHeldAsync(watched.GetStream(), other.GetStream());
                // A client that has gone must not leave its connection at the gate.
                await Task.WhenAny(up, down);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
            }
            finally
            {
                _open.TryRemove(client, out _);
                _open.TryRemove(server, out _);
            }
        }
    }

    private async Task CopyHeldAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65_536];
        long brought = 0;
        int count;
        while ((count = await from.ReadAsync(buffer, _over.Token)) > 0)
        {
            var sent = 0;
            while (sent < count)
            {
                var room = (int)Math.Clamp(Interlocked.Read(ref _limit) - brought, 0, count - sent);
                await to.WriteAsync(buffer.AsMemory(sent, room), _over.Token);
                sent += room;
                brought += room;
                Interlocked.Add(ref _toClients, room);
                if (sent == count)
                    break;
                _holds.Release();
                await _gate.Task.WaitAsync(_over.Token);
            }
        }
    }
}
