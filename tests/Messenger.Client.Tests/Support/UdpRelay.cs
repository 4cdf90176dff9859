using System.Net;
using System.Net.Sockets;

namespace Messenger.Client.Tests.Support;

/// <summary>Carries datagrams of one client to a server and back, until it is told not to.</summary>
internal sealed class UdpRelay : IDisposable
{
    private readonly Socket _front = Bound();
    private readonly Socket _back = Bound();
    private readonly IPEndPoint _server;
    private IPEndPoint? _client;
    private long _toClient;
    private long _closeAfter = long.MaxValue;
    private volatile bool _isClosed;

    public UdpRelay(IPEndPoint server)
    {
        _server = server;
        _ = Task.Run(() => RelayAsync(_front, isFromClient: true));
        _ = Task.Run(() => RelayAsync(_back, isFromClient: false));
    }

    /// <summary>Where the client sends to.</summary>
    public IPEndPoint Address => (IPEndPoint)_front.LocalEndPoint!;

    /// <summary>Nothing passes, either way.</summary>
    public bool IsClosed
    {
        get => _isClosed || ToClient >= CloseAfter;
        set => _isClosed = value;
    }

    /// <summary>Is closed while so many bytes or more went to the client: never noted, as a note that is made late would close what a test has opened.</summary>
    public long CloseAfter
    {
        get => Interlocked.Read(ref _closeAfter);
        set => Interlocked.Exchange(ref _closeAfter, value);
    }

    /// <summary>Bytes that went to the client.</summary>
    public long ToClient => Interlocked.Read(ref _toClient);

    public void Dispose()
    {
        _front.Dispose();
        _back.Dispose();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task RelayAsync(Socket from, bool isFromClient)
    {
        var buffer = new byte[65_536];
        try
        {
            while (true)
            {
                var received = await from.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                if (isFromClient)
                    _client = (IPEndPoint)received.RemoteEndPoint;
                else
                    Interlocked.Add(ref _toClient, received.ReceivedBytes);
                if (!IsClosed)
                    await (isFromClient ? _back : _front).SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), isFromClient ? _server : _client!);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
