using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Messenger.Testing.Simulation;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>
/// All that lies between clients and a server: TCP as it is, datagrams over a link that loses, delays, doubles and reorders them by a seed. Each
/// client's datagrams can be stopped at a byte, so that a test can act in the middle of a transfer. It has the server's port number on
/// another address of this machine, because an offer names the UDP port.
/// </summary>
internal sealed class UdpRelay : IAsyncDisposable
{
    private static readonly IPAddress Outside = IPAddress.Parse("127.0.0.2");

    private readonly Relay _control;
    private readonly Socket _front;
    private readonly IPEndPoint _server;
    private readonly ConcurrentDictionary<EndPoint, Flow> _flows = [];
    private readonly PriorityQueue<(Flow Flow, bool ToClient, byte[] Bytes), long> _onTheWay = new();
    private readonly SimLink _toServer;
    private readonly SimLink _toClients;
    private readonly SemaphoreSlim _holds = new(0);
    private readonly Thread _delivering;
    private readonly ConcurrentBag<Task> _receiving = [];
    private bool _over;
    private bool _blocked;
    private long _limit = long.MaxValue;
    private long _bytesToClients;

    private UdpRelay(Relay control, Socket front, IPEndPoint server, SimLinkOptions link, ulong seed)
    {
        (_control, _front, _server) = (control, front, server);
        var random = new SimRandom(seed);
        (_toServer, _toClients) = (new(link, random.Fork()), new(link, random.Fork()));
        _receiving.Add(ReceiveAsync(front, flow: null));
        _delivering = new Thread(Deliver) { IsBackground = true };
        _delivering.Start();
    }

    /// <summary>What clients are given instead of the server's address.</summary>
    internal string Address => _control.Address;

    /// <summary>The limit of <see cref="HoldAt"/> is for bytes that go to the server: uploads. Set before the first client.</summary>
    internal bool IsMirrored { get; set; }

    /// <summary>
    /// Somebody on the way who sees every datagram (whether it goes to a client, and its bytes) and sends more of their own behind it, with the same addresses.
    /// Set before the first client.
    /// </summary>
    internal Func<bool, byte[], IEnumerable<byte[]>>? Meddler { get; set; }

    /// <summary>The ports by which the server knows the clients at the moment.</summary>
    internal int[] Ports => [.. _flows.Values.Select(flow => ((IPEndPoint)flow.Back.LocalEndPoint!).Port)];

    /// <summary>Bytes of datagrams that went to clients.</summary>
    internal long BytesToClients => Interlocked.Read(ref _bytesToClients);

    /// <summary>What the link did to datagrams for clients.</summary>
    internal SimLinkStatistics ToClients => _toClients.Statistics;

    /// <summary>TCP beside it.</summary>
    internal Relay Control => _control;

    /// <summary>A relay to a server on 127.0.0.1, which may be restarted meanwhile.</summary>
    internal static async Task<UdpRelay> ToAsync(TestServer server, SimLinkOptions? link = null, ulong seed = 1)
    {
        var listen = new IPEndPoint(Outside, server.Port);
        var control = Relay.At(listen, server);
        for (var patience = Stopwatch.StartNew(); ;)
        {
            var front = NewSocket();
            try
            {
                front.Bind(listen);
                return new UdpRelay(control, front, new IPEndPoint(IPAddress.Loopback, server.Port), link ?? new() { Delay = 0 }, seed);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && patience.Elapsed < Deadline.Ordinary)
            {
                // Another test's client was given this very port, for as long as it runs.
                front.Dispose();
                await Task.Delay(20);
            }
        }
    }

    /// <summary>
    /// Each client that comes from now on gets at most so many bytes by UDP, and then nothing passes in either direction, until <see cref="Release"/>.
    /// Those that came before are gone for good, although the server may still talk to them: their ports may soon be another's.
    /// </summary>
    internal void HoldAt(long bytes)
    {
        lock (_onTheWay)
        {
            _limit = bytes;
            foreach (var flow in _flows.Values)
            {
                flow.IsHeld = true;
                flow.Back.Dispose();
            }

            _flows.Clear();
        }
    }

    /// <summary>Waits until so many more clients are held.</summary>
    internal async Task HeldAsync(int clients = 1)
    {
        for (var i = 0; i < clients; i++)
            Assert.True(await _holds.WaitAsync(Deadline.Ordinary), $"{clients - i} of {clients} clients never came to the byte at which they are held");
    }

    /// <summary>All flows again.</summary>
    internal void Release()
    {
        lock (_onTheWay)
        {
            (_limit, _blocked) = (long.MaxValue, false);
            foreach (var flow in _flows.Values)
                flow.IsHeld = false;
        }
    }

    /// <summary>Gives every client another port at the server's side, as a NAT does that forgot.</summary>
    internal void Rebind()
    {
        lock (_onTheWay)
        {
            foreach (var flow in _flows.Values)
            {
                var old = flow.Back;
                flow.Back = NewSocket();
                flow.Back.Connect(_server);
                _receiving.Add(ReceiveAsync(flow.Back, flow));
                old.Dispose();
            }
        }
    }

    /// <summary>No datagram passes any more.</summary>
    internal void Block()
    {
        lock (_onTheWay)
            _blocked = true;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_onTheWay)
        {
            _over = true;
            Monitor.PulseAll(_onTheWay);
        }

        _delivering.Join();
        _front.Dispose();
        foreach (var flow in _flows.Values)
            flow.Back.Dispose();
        await Task.WhenAll(_receiving);
        await _control.DisposeAsync();
        _holds.Dispose();
    }

    private static Socket NewSocket() =>
        new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20 };

    private static long Now => Stopwatch.GetElapsedTime(0).Ticks * 100;

    private async Task ReceiveAsync(Socket socket, Flow? flow)
    {
        var buffer = new byte[65_536];
        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                Take(flow ?? _flows.GetOrAdd(received.RemoteEndPoint, NewFlow), toClient: flow is not null, buffer.AsSpan(0, received.ReceivedBytes));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // The server is not there just now: what was sent to it is lost.
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
        }
    }

    private Flow NewFlow(EndPoint client)
    {
        var flow = new Flow(client, NewSocket());
        flow.Back.Connect(_server);
        _receiving.Add(ReceiveAsync(flow.Back, flow));
        return flow;
    }

    private void Take(Flow flow, bool toClient, Span<byte> datagram)
    {
        lock (_onTheWay)
        {
            if (_blocked || flow.IsHeld || IsAtLimit(flow, toClient, datagram.Length))
                return;
            var link = toClient ? _toClients : _toServer;
            if (!link.TrySend(Now, datagram, out var arrival, out var second))
                return;
            _onTheWay.Enqueue((flow, toClient, datagram.ToArray()), arrival);
            if (second >= 0)
                _onTheWay.Enqueue((flow, toClient, datagram.ToArray()), second);
            foreach (var more in Meddler?.Invoke(toClient, datagram.ToArray()) ?? [])
                _onTheWay.Enqueue((flow, toClient, more), arrival);
            Monitor.Pulse(_onTheWay);
        }
    }

    private bool IsAtLimit(Flow flow, bool toClient, int bytes)
    {
        var counts = toClient != IsMirrored;
        if (!counts || flow.Brought + bytes <= _limit)
        {
            flow.Brought += counts ? bytes : 0;
            return false;
        }

        flow.IsHeld = true;
        _holds.Release();
        return true;
    }

    private void Deliver()
    {
        lock (_onTheWay)
        {
            while (!_over)
            {
                if (!_onTheWay.TryPeek(out var next, out var due))
                {
                    Monitor.Wait(_onTheWay);
                    continue;
                }

                var early = (int)((due - Now) / 1_000_000);
                if (early > 0)
                {
                    Monitor.Wait(_onTheWay, early);
                    continue;
                }

                _onTheWay.Dequeue();
                Send(next.Flow, next.ToClient, next.Bytes);
            }
        }
    }

    private void Send(Flow flow, bool toClient, byte[] bytes)
    {
        try
        {
            if (toClient)
                _bytesToClients += _front.SendTo(bytes, flow.Client);
            else
                flow.Back.Send(bytes);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Whoever it was for is gone: lost like any other.
        }
    }

    private sealed class Flow(EndPoint client, Socket back)
    {
        public EndPoint Client { get; } = client;

        public Socket Back { get; set; } = back;

        public long Brought { get; set; }

        public bool IsHeld { get; set; }
    }
}
