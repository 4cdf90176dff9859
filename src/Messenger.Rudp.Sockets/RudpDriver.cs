using System.Collections.Concurrent;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Rudp.Sockets.Native;

namespace Messenger.Rudp.Sockets;

/// <summary>Runs an endpoint on a socket: one thread that receives, handles, transmits and waits for the next deadline.</summary>
public sealed partial class RudpDriver : IDisposable
{
    // As many as the kernel sends in one call; a paced connection gives fewer.
    private const int MaxSegments = 64;

    // After so many batches, or bytes, it is the senders' turn, however much still waits: all who knock are heard first, and who sends much soon gets its ACK.
    private const int MaxReceivesATurn = 16, MaxBytesATurn = 512 * 1024;

    // A fault that comes back at every turn is no accident: then the thread ends with it.
    private const int MaxFaultsInARow = 100;

    // What one turn may send before it looks for datagrams again.
    private const int MaxTransmitsATurn = 64;

    // RUDP-CLOSE-5: the first CLOSE, and so many more, so far apart.
    private const int MoreCloses = 2;
    private static readonly Duration CloseInterval = Duration.FromMilliseconds(4);

    private readonly UdpSocket _socket;
    private readonly RudpEndpoint _endpoint;
    private readonly ConcurrentQueue<Action<RudpEndpoint, Timestamp>> _commands = new();
    private readonly WakeUp _wakeUp;
    private readonly Action<Exception>? _onFault;
    private readonly Thread _thread;
    // No more than the kernel takes as one message of many segments.
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(65_507, pinned: true);
    private Transmit _pending;
    private int _pendingOffset;
    private bool _blocked;
    private volatile bool _stopping;
    private int _faults;

    /// <summary>Starts the thread. The socket is disposed with the driver.</summary>
    /// <param name="socket">A bound socket of the driver's own.</param>
    /// <param name="endpoint">The endpoint; from now on it is touched on the driver's thread alone, by <see cref="Post"/>.</param>
    /// <param name="onFault">Told of an exception out of a command, a handler or the engine, which ends only what it came from; on the driver's thread.</param>
    /// <param name="impairment">A bad link to put on all datagrams; null: none.</param>
    public RudpDriver(UdpSocket socket, RudpEndpoint endpoint, Action<Exception>? onFault = null, Impairment? impairment = null)
    {
        _socket = socket;
        _endpoint = endpoint;
        _onFault = onFault;
        _impaired = impairment?.CreatePath();
        _wakeUp = new WakeUp(socket);
        _thread = new Thread(Run) { Name = "rudp", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The socket.</summary>
    public UdpSocket Socket => _socket;

    /// <summary>Runs a command on the driver's thread, soon. After <see cref="Dispose"/> it does nothing.</summary>
    /// <param name="command">Gets the endpoint and the moment now; must not wait or throw.</param>
    public void Post(Action<RudpEndpoint, Timestamp> command)
    {
        _commands.Enqueue(command);
        _wakeUp.Signal();
    }

    /// <summary>Ends the thread, after what waits to be sent has had one turn and closes were repeated, and closes the socket. Takes some 20 ms at most.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _wakeUp.Signal();
        _thread.Join();
        _wakeUp.Dispose();
        _socket.Dispose();
    }

    private void Run()
    {
        // Without it the kernel may wake this thread 50 us late, which is a burst at 1 Gbit/s.
        _ = Libc.prctl(Libc.PR_SET_TIMERSLACK, 1, 0, 0, 0);
        using var batch = new ReceiveBatch();
        bool stopping;
        do
        {
            stopping = _stopping;
            try
            {
                Turn(batch, mayWait: !stopping);
                _faults = 0;
            }
            catch (Exception e) when (++_faults < MaxFaultsInARow)
            {
                // One bad transfer must not end everybody's thread.
                _onFault?.Invoke(e);
            }
        }
        while (!stopping);
        SayGoodbye(batch);
    }

    // Nobody will be here to repeat a CLOSE that is lost, and the peer would wait for its idle limit.
    private void SayGoodbye(ReceiveBatch batch)
    {
        try
        {
            for (int i = 0; i < MoreCloses && _endpoint.IsClosing; i++)
            {
                Timestamp until = MonotonicClock.Now + CloseInterval;
                while (MonotonicClock.Now is var now && now < until && _endpoint.IsClosing)
                {
                    _wakeUp.Wait(now, until, forRoom: false);
                    _ = Receive(batch);
                }

                _endpoint.RepeatCloses();
                _ = Transmit();
            }
        }
        catch (Exception e)
        {
            _onFault?.Invoke(e);
        }
    }

    private void Turn(ReceiveBatch batch, bool mayWait)
    {
        while (_commands.TryDequeue(out Action<RudpEndpoint, Timestamp>? command))
            command(_endpoint, MonotonicClock.Now);

        bool more = Receive(batch);
        Timestamp now = MonotonicClock.Now;
        if (_impaired is { } path)
            HandleArrived(path.Incoming, _endpoint, now);
        if (_endpoint.NextDeadline <= now)
            _endpoint.HandleTimeout(now);
        _ = DispatchEvents(now);
        more |= Transmit();
        // What a handler does about an event may have to be sent.
        more |= DispatchEvents(now);

        now = MonotonicClock.Now;
        Timestamp next = NextDeadline;
        if (mayWait && !more && next > now)
            _wakeUp.Wait(now, next, forRoom: _blocked);
    }

    private bool Receive(ReceiveBatch batch)
    {
        int received = 0;
        for (int turn = 0; turn < MaxReceivesATurn && received < MaxBytesATurn; turn++)
        {
            int filled = _socket.Receive(batch);
            Timestamp now = MonotonicClock.Now;
            for (int i = 0; i < filled; i++)
            {
                PathAddress from = batch.From(i);
                int size = batch.SegmentSize(i);
                Span<byte> data = batch.Data(i);
                received += data.Length;
                for (Span<byte> rest = data; rest.Length > 0; rest = rest[Math.Min(size, rest.Length)..])
                {
                    Span<byte> datagram = rest[..Math.Min(size, rest.Length)];
                    if (_impaired is { } path)
                        path.Incoming.Enter(now, from, datagram);
                    else
                        _endpoint.HandleDatagram(now, from, datagram);
                }
            }

            if (filled < ReceiveBatch.Buffers)
                return false;
        }

        return true;
    }

    private bool Transmit()
    {
        if (_impaired is { } path)
            return TransmitImpaired(path.Outgoing);
        int segments = _socket.IsSegmenting ? MaxSegments : 1;
        for (int turn = 0; turn < MaxTransmitsATurn; turn++)
        {
            if (_pendingOffset == _pending.Length)
            {
                _pendingOffset = 0;
                if (!_endpoint.PollTransmit(MonotonicClock.Now, _buffer, out _pending, segments))
                {
                    _pending = default;
                    return _blocked = false;
                }
            }

            SendStatus status = _socket.Send(_buffer.AsSpan(_pendingOffset, _pending.Length - _pendingOffset), _pending.SegmentSize, _pending.To, out int sent);
            _pendingOffset += sent;
            if (status == SendStatus.Blocked)
            {
                _blocked = true;
                return false;
            }
        }

        _blocked = false;
        return true;
    }

    private bool DispatchEvents(Timestamp now)
    {
        bool any = false;
        while (_endpoint.TryGetEvent(out RudpEvent happened))
        {
            any = true;
            (happened.Connection.Tag as IRudpConnectionHandler)?.HandleEvent(happened.Connection, happened.Kind, now);
        }

        return any;
    }
}
