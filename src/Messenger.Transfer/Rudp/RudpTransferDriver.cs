using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Source;

namespace Messenger.Transfer.Rudp;

/// <summary>
/// One end of a transfer on one RUDP connection. Everything but <see cref="RunAsync"/> happens on the driver's thread: bytes are read when they are packed and
/// written where they belong as they come; whatever else changes ends in <see cref="Pump"/>.
/// </summary>
internal sealed class RudpTransferDriver : IRudpConnectionHandler, IRangeSource, IRangeSink
{
    // The engine bounds datagrams, and people mean bytes of files: so much is header and seal of the smallest full datagram.
    private const int HeaderShare = 24;

    private const int PiecesASecond = 20, LeastPiece = 4_096;

    // How often it is looked whether anything was heard: a tenth of what a stalled transfer may lose.
    private static readonly TimeSpan ListenEvery = TimeSpan.FromMilliseconds(100);

    // How often progress is shown while bytes come in.
    private const long ReportEvery = 256 * 1024;

    private readonly RudpDriver _driver;
    private readonly RudpRendezvous _rendezvous;
    private readonly ITransferEnd _end;
    private readonly TransferSender? _sender;
    private readonly IRangeReceiver? _receiver;
    private readonly TransferControl _control;
    private readonly TransferSteering _steering;
    private readonly Action<RudpEndpoint, Timestamp> _pump;
    private readonly TaskCompletionSource<TransferResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReadAhead? _ahead;
    private readonly Action _wake;
    private byte[]? _incoming, _outgoing;
    private RudpConnection? _connection;
    private ITimer? _linger;
    private int _unsent;
    private int _isPumpPosted;
    private bool _isAdmitted;
    private long _unreported;
    private long _packetsHeard = -1;
    private long _rate;
    private bool _wasPaused;

    public RudpTransferDriver(RudpDriver driver, RudpRendezvous rendezvous, TransferSender? sender, IRangeReceiver? receiver, TransferControl control)
    {
        (_driver, _rendezvous, _sender, _receiver, _control) = (driver, rendezvous, sender, receiver, control);
        _end = sender as ITransferEnd ?? receiver!;
        _wake = PostPump;
        if (sender is not null)
            _ahead = new ReadAhead(sender.ReadBeside, sender.Plan, () => _connection!.Statistics.DataSent, _wake);
        _steering = new TransferSteering(_end, control, _wake);
        _pump = (_, _) =>
        {
            Volatile.Write(ref _isPumpPosted, 0);
            PumpGuarded();
        };
    }

    public async Task<TransferResult> RunAsync(CancellationToken ct)
    {
        _control.Attach(_wake);
        if (_rendezvous.Peer is not null)
            _receiver?.Attach(_wake);
        _driver.Post((endpoint, now) => Guarded(() => Open(endpoint, now)));
        Action<RudpEndpoint, Timestamp> listen = (_, _) => Listen();
        // Who waits for its client's first datagram has no use for it.
        await using ITimer? listening = _rendezvous.Peer is null ? null
            : _control.Time.CreateTimer(_ => _driver.Post(listen), null, ListenEvery, ListenEvery);
        await using CancellationTokenRegistration cancelled = ct.Register(() => _driver.Post((_, _) => Guarded(() => Cancel(ct))));
        try
        {
            return await _result.Task.ConfigureAwait(false);
        }
        finally
        {
            _control.Detach(_wake);
            if (_linger is not null)
                await _linger.DisposeAsync().ConfigureAwait(false);
            if (_ahead is not null)
                await _ahead.CloseAsync().ConfigureAwait(false);
            await _steering.SettleAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void HandleEvent(RudpConnection connection, RudpEventKind kind, Timestamp now)
    {
        try
        {
            if (kind == RudpEventKind.Ended)
            {
                OnEnded(connection.End!.Value);
                return;
            }

            // A first message comes before the connection stands (RUDP-HS-9); it, too, was sealed with the secret.
            if (kind is RudpEventKind.Connected or RudpEventKind.MessageReceived)
                Admit();
            Pump();
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        if (_result.Task.IsCompleted || _sender!.IsPaused || _sender.Outcome is { End: not TransferEnd.Completed } || !_ahead!.TryCopy(offset, destination, out bool endsBlock))
            return 0;
        if (endsBlock)
            PostPump();
        return destination.Length;
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        bool isNews;
        try
        {
            _control.Writing?.Begin();
            isNews = _receiver!.HandleRange(offset, data);
            _control.Writing?.End();
        }
        catch (Exception e)
        {
            Break(e);
            return;
        }

        _connection!.Consumed(data.Length);
        _unreported += data.Length;
        if (isNews || _unreported >= ReportEvery)
        {
            _unreported = 0;
            PostPump();
        }
    }

    private void Open(RudpEndpoint endpoint, Timestamp now)
    {
        var offer = new RudpOffer(_rendezvous.TransferId, _rendezvous.Secret.Bytes, _rendezvous.Cipher) { ValidatedHost = _rendezvous.ValidatedHost };
        IRangeSource? source = _sender is null ? null : this;
        IRangeSink? sink = _receiver is null ? null : this;
        try
        {
            _connection = _rendezvous.Approach is { } begun ? begun.HandOver(source, sink)
                : _rendezvous.Peer is { } peer ? endpoint.Connect(offer, peer, source, sink, _rendezvous.Options, now)
                : endpoint.Accept(offer, source, sink, _rendezvous.Options, now);
        }
        catch (ArgumentException e)
        {
            _result.TrySetException(e);
            return;
        }

        _connection.Tag = this;
        if (_rendezvous.Peer is not null)
            _control.OnHeard();
        if (_rendezvous.Approach is { } approach)
            GoOn(approach, now);
        Pump();
    }

    private void GoOn(RudpApproach approach, Timestamp now)
    {
        _connection!.LimitHandshake(_rendezvous.Options.HandshakeLimit, now);
        if (approach.HasBegun && _receiver is not null)
        {
            int chunks = RudpApproach.ChunksBegun(_receiver.Plan);
            _receiver.OnBegun(chunks);
            _connection.Forget(chunks == 0 ? 0 : _receiver.Plan.FullRange(chunks - 1).End);
            approach.Deliver();
        }

        if (_connection.End is { } end)
            OnEnded(end);
    }

    private void Listen()
    {
        if (_connection is null || _result.Task.IsCompleted)
            return;
        RudpStatistics statistics = _connection.Statistics;
        _control.Link = CountOf(statistics);
        bool isOwed = !_connection.IsConnected || _connection.MissingBytes > 0 || statistics.BytesInFlight > 0;
        if (statistics.PacketsReceived == _packetsHeard && isOwed)
            return;
        _packetsHeard = statistics.PacketsReceived;
        _control.OnHeard();
    }

    private LinkCount CountOf(in RudpStatistics statistics)
    {
        bool isKnown = statistics.MinRtt != Duration.Zero;
        TimeSpan? roundTrip = isKnown ? TimeSpan.FromTicks(statistics.SmoothedRtt.Nanoseconds / TimeSpan.NanosecondsPerTick) : null;
        TimeSpan? least = isKnown ? TimeSpan.FromTicks(statistics.MinRtt.Nanoseconds / TimeSpan.NanosecondsPerTick) : null;
        LinkCount count = _sender is null
            ? new(statistics.PacketsExpected, Math.Max(0, statistics.PacketsExpected - statistics.PacketsReceived), roundTrip)
            : new(statistics.PacketsSent, statistics.PacketsLost - statistics.PacketsLostSpuriously, roundTrip) { Window = statistics.CongestionWindow, InFlight = statistics.BytesInFlight };
        return count with { LeastRoundTrip = least, DatagramSize = statistics.DatagramSize };
    }

    private void Admit()
    {
        if (_isAdmitted)
            return;
        _isAdmitted = true;
        // Until somebody came, another connection may have it.
        if (_rendezvous.Peer is null)
            _receiver?.Attach(_wake);
        if (_rendezvous.OnConnected is { } admit && !admit())
            _end.Fail(TransferFailure.NoSuchTransfer, "The transfer was begun another way already.");
    }

    private void PostPump()
    {
        if (Interlocked.Exchange(ref _isPumpPosted, 1) == 0)
            _driver.Post(_pump);
    }

    // As Guarded, without a delegate: this comes with every few datagrams.
    private void PumpGuarded()
    {
        try
        {
            Pump();
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    private void Pump()
    {
        if (_connection is null || _result.Task.IsCompleted)
            return;
        bool hasPeer = _rendezvous.Peer is not null || _isAdmitted;
        if (hasPeer)
            ReceiveMessages();
        _steering.Steer();
        // An offer that nobody has come for yet has nobody to talk to, and costs no buffers.
        if (hasPeer)
            SendMessages();
        ReadOn();
        _steering.Report();
        if (_end.Outcome is { } outcome)
            Finish(outcome);
    }

    private void ReceiveMessages()
    {
        _incoming ??= new byte[MessageLane.MaxLength];
        while (_end.Outcome is null && _connection!.TryReceiveMessage(_incoming, out int length))
            _end.HandleMessage(_incoming.AsSpan(0, length));
    }

    private void SendMessages()
    {
        _outgoing ??= new byte[MessageLane.MaxLength];
        // A message that the lane had no room for waits for the event that says there is some.
        while ((_unsent > 0 || _end.TryGetMessage(_outgoing, out _unsent)) && _connection!.TrySendMessage(_outgoing.AsSpan(0, _unsent)))
            _unsent = 0;

        while (_receiver is not null && _receiver.TryGetExpected(out WireRange range))
            _connection!.Expect(range.Offset, range.Length);
    }

    // What was read is sent, and what is asked for next is read: a pause is felt as soon as the few blocks between are gone.
    private void ReadOn()
    {
        if (_sender is null)
            return;
        if (_sender.Rate != _rate)
        {
            _rate = _sender.Rate;
            _connection!.SetMaxSendRate(_rate + (_rate / HeaderShare));
        }

        while (_ahead!.TryGetReady(out WireRange range, out Exception? failure))
        {
            if (failure is not null)
            {
                _sender.OnReadFailure(failure);
                PostPump();
                return;
            }

            _connection!.Send(range.Offset, range.Length);
        }

        // Said behind the look and not before it: what the disk brings in between is noted by the look, and by no later one.
        bool goesOn = _wasPaused && !_sender.IsPaused;
        _wasPaused = _sender.IsPaused;
        if (_ahead.TakeNews() || goesOn)
            _connection!.SourceReady();
        // Where the rate is low, what waits is little: a pause and a new rate are felt at once.
        int most = _rate == 0 ? ReadBlock.Capacity : (int)Math.Clamp(_rate / PiecesASecond, LeastPiece, ReadBlock.Capacity);
        while (_ahead.HasRoom && _sender.TryGetRange(most, out WireRange next))
            _ahead.Add(next);
        if (!_ahead.IsReading && _sender.OnAllRead())
            PostPump();
    }

    private void Finish(in EndOutcome outcome)
    {
        // Whoever decided last closes: a receiver that has all, and an end that was told to stop.
        if (outcome.End == TransferEnd.Completed || outcome.ByPeer)
        {
            Complete();
        }
        else if (_linger is null)
        {
            // Our last words have to arrive first; the peer closes when they have.
            _linger = _control.Time.CreateTimer(_ => _driver.Post((_, _) => Complete()), null, TransferSteering.LingerLimit, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnEnded(in RudpEnd end)
    {
        // Who has all closes with 0; its last word may have got lost before that.
        if (_sender is { MayFinish: true } && end is { Outcome: RudpOutcome.Completed, ByPeer: true })
            _sender.HandleMessage([(byte)MessageType.Bye]);
        if (_end.Outcome is null)
        {
            (TransferFailure failure, string sentence) = RudpFailures.Of(end, _rendezvous.Peer is null);
            _end.Abort(failure, sentence);
        }

        Complete();
    }

    private void Complete()
    {
        // Files that are being given their names get them, whatever becomes of the connection: the pump comes back when they have.
        if (_end.Outcome is null)
            return;
        // A transfer that was over before it was listened to has met its losses, too.
        _control.Link = CountOf(_connection!.Statistics);
        _connection.Close(_end.Outcome is { End: TransferEnd.Completed } ? 0u : 1u);
        _result.TrySetResult(_steering.Result());
    }

    // Whatever breaks in one transfer ends that one: the thread is everybody's.
    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    private void Break(Exception e)
    {
        _end.Abort(TransferFailure.LocalFile, "Something broke at this end.");
        _connection?.Close(1);
        _result.TrySetException(e);
    }

    private void Cancel(CancellationToken ct)
    {
        _end.Abort(TransferFailure.Disconnected, "The transfer was cancelled.");
        _connection?.Close(1, "cancelled");
        _result.TrySetCanceled(ct);
    }
}
