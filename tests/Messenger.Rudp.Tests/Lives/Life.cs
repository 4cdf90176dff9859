using System.Globalization;
using System.Text;
using Messenger.Rudp.Connection;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>How a life ended.</summary>
internal sealed record LifeResult(LifePlan Plan, bool Whole, RudpEnd? SenderEnd, RudpEnd? ReceiverEnd, long VirtualNanoseconds, RudpStatistics Sender, RudpStatistics Receiver, long Events, double QueueingMilliseconds, SimLinkStatistics Link)
{
    /// <summary>How the file ended.</summary>
    public LifeEnd Ending { get; init; }

    /// <summary>What the queue before the bottleneck added for the slowest hundredth of what came after the first three seconds.</summary>
    public double QueueingP99 { get; init; }
}

/// <summary>How long after the file's last byte could have arrived first, had nothing been lost, its receiver had all, and its sender knew. Nanoseconds.</summary>
internal readonly record struct LifeEnd(long Whole, long Told);

/// <summary>
/// One transfer over one simulated link, from its seed: a receiver that asks by a message, a sender that sends the range, a receiver that
/// closes when all has come. Throws where a rule of the life is broken.
/// </summary>
internal sealed class Life : IRangeSource, IRangeSink
{
    private const long Second = 1_000_000_000;
    private static readonly byte[] Want = Encoding.ASCII.GetBytes("want");
    private static readonly byte[] Nothing = Encoding.ASCII.GetBytes("nothing");

    private readonly LifePlan _plan;
    private readonly SimRandom _random;
    private readonly PatternFile _file;
    private readonly WrittenMap _written;
    private readonly SimNetwork _network;
    private readonly RudpSimHost _initiatorHost;
    private readonly RudpSimHost _acceptorHost;
    private RudpConnection _sender = null!;
    private RudpConnection _receiver = null!;
    private long _bytesWritten;
    private bool _heardNothing;
    private long _diskFreeAt;
    private long _events;
    private long _writes;
    private long _unconsumed;
    private SimLink _forth = null!;
    private SimLink _down = null!;
    private SimLink _up = null!;
    private readonly List<LinkEpisode> _episodes = [];
    private int _steps;
    private readonly List<long> _backlogs = [];
    private readonly List<long> _backlogsLater = [];
    private long _possibleAt = -1;
    private long _wholeAt = -1;
    private long _toldAt = -1;

    private Life(LifePlan plan)
    {
        _plan = plan;
        _random = new SimRandom(plan.Seed ^ 0xA5A5_5A5A);
        _file = new PatternFile(plan.Seed);
        _written = new WrittenMap(plan.Size);
        _network = new SimNetwork(_random.Fork());
        _initiatorHost = new RudpSimHost(new RudpEndpoint(new SeededRandomSource(_random.Fork()))) { OnEvent = HandleEvent };
        _acceptorHost = new RudpSimHost(new RudpEndpoint(new SeededRandomSource(_random.Fork()))) { OnEvent = HandleEvent };
    }

    private RudpSimHost ReceiverHost => _plan.Upload ? _acceptorHost : _initiatorHost;

    private RudpSimHost SenderHost => _plan.Upload ? _initiatorHost : _acceptorHost;

    public static LifeResult Run(LifePlan plan) => new Life(plan).Run();

    int IRangeSource.Read(long offset, Span<byte> destination)
    {
        long within = offset - _plan.FirstOffset;
        Check(within >= 0 && within + destination.Length <= _plan.Size, $"the engine read {destination.Length} bytes at {within} of {_plan.Size}");
        if (_plan.SourcePauses > 0 && _random.NextInt64(_plan.SourcePauses) == 0)
        {
            SenderHost.At(_network.Now + 3_000_000, _ => _sender.SourceReady());
            return 0;
        }

        if (within + destination.Length == _plan.Size && _possibleAt < 0)
            _possibleAt = _network.Now + _forth.Backlog(_network.Now) + _forth.Options.Delay;
        _file.Read(within, destination);
        return destination.Length;
    }

    void IRangeSink.Write(long offset, ReadOnlySpan<byte> data)
    {
        long within = offset - _plan.FirstOffset;
        Check(within >= 0 && within + data.Length <= _plan.Size, $"bytes were delivered at {within} of {_plan.Size}");
        Check(_file.Matches(within, data), $"wrong bytes were delivered at {within}");
        Check(_written.TryMark(within, data.Length), $"a byte of {data.Length} at {within} was delivered twice");
        _bytesWritten += data.Length;
        if (_bytesWritten == _plan.Size)
            _wholeAt = _network.Now;
        if ((++_writes & 63) == 0)
            (_network.Now < 3 * Second ? _backlogs : _backlogsLater).Add(_forth.Backlog(_network.Now));
        _unconsumed += data.Length;
        Check(_unconsumed <= _plan.ReceiveWindow, $"{_unconsumed} bytes wait for a disk whose window is {_plan.ReceiveWindow}");
        Consume(data.Length);
    }

    private void Consume(int length)
    {
        if (_plan.DiskRate == 0)
        {
            _unconsumed -= length;
            _receiver.Consumed(length);
            return;
        }

        _diskFreeAt = Math.Max(_diskFreeAt, _network.Now) + (length * Second / _plan.DiskRate);
        ReceiverHost.At(_diskFreeAt, _ =>
        {
            _unconsumed -= length;
            _receiver.Consumed(length);
        });
    }

    private LifeResult Run()
    {
        SimAddress initiator = _network.Add(_initiatorHost);
        SimAddress acceptor = _network.Add(_acceptorHost);
        (_down, _up) = _network.Join(acceptor, initiator, _plan.Down, _plan.Up);
        _forth = _plan.Upload ? _up : _down;
        Connect(acceptor);
        foreach (LinkEpisode episode in _plan.Episodes())
        {
            _network.At(episode.At, () => Change(_episodes.Add, episode));
            _network.At(episode.At + episode.Length, () => Change(e => _episodes.Remove(e), episode));
        }

        if (_plan.RebindAt >= 0)
            _initiatorHost.At(_plan.RebindAt, _ => _network.Rebind(initiator.Host));
        if (_plan.VanishAt >= 0)
            _initiatorHost.At(_plan.VanishAt, _ => _network.Vanish(_plan.SenderVanishes == _plan.Upload ? initiator.Host : acceptor.Host));
        if (_plan.CancelAt >= 0)
            ReceiverHost.At(_plan.CancelAt, _ => _receiver.Close(77, "cancelled"));

        if (_plan.Stall > 0)
        {
            _network.Stall(initiator.Host, _plan.StallEvery, _plan.Stall);
            _network.Stall(acceptor.Host, _plan.StallEvery, _plan.Stall);
        }

        if (_plan.Trace is not null)
            SenderHost.At(0, Trace);

        long limit = Deadline();
        bool ended = _network.Run(IsOver, limit);
        Check(ended, $"the life did not end within {limit / Second} s: sender {_sender.End}, receiver {_receiver.End}, {_bytesWritten} of {_plan.Size} bytes, {_sender.Statistics}");
        bool whole = _bytesWritten == _plan.Size && (_plan.Size > 0 || _heardNothing);
        if (_plan.MustComplete)
            Check(whole && IsCompleted(_receiver) && IsCompleted(_sender), $"the file is not whole, or its sender does not know: {_bytesWritten} of {_plan.Size}, sender {_sender.End}, receiver {_receiver.End}");
        Check(IsClean(_sender) && IsClean(_receiver), $"no life may end so: sender {_sender.End}, receiver {_receiver.End}");
        CheckTraffic();
        return new LifeResult(_plan, whole, _sender.End, _receiver.End, _network.Now, _sender.Statistics, _receiver.Statistics, _events, Quantile([.. _backlogs, .. _backlogsLater], 95), _forth.Statistics)
        {
            Ending = new(_wholeAt - _possibleAt, _toldAt - _possibleAt),
            QueueingP99 = Quantile(_backlogsLater, 99),
        };
    }

    private void Trace(long now)
    {
        RudpStatistics s = _sender.Statistics;
        _plan.Trace!(string.Create(CultureInfo.InvariantCulture, $"{now / 1e6,6:F0} {_sender.Congestion} flight {s.BytesInFlight / 1024,5} window {s.CongestionWindow / 1024,5} KiB srtt {s.SmoothedRtt.Nanoseconds / 1e6:F1} rate {s.DeliveryRate * 8 / 1e6:F1} backlog {_forth.Backlog(now) / 1e6:F1} ms sent {s.DataSent >> 10} again {s.DataSentAgain >> 10} lost {s.PacketsLost} spurious {s.PacketsLostSpuriously} queue {_forth.Statistics.DroppedByQueue}"));
        SenderHost.At(now + 10_000_000, Trace);
    }

    private void Change(Action<LinkEpisode> how, LinkEpisode episode)
    {
        how(episode);
        _down.Options = _episodes.Aggregate(_plan.Down, (link, e) => e.Apply(link));
        _up.Options = _episodes.Aggregate(_plan.Up, (link, e) => e.Apply(link));
    }

    private void Connect(SimAddress acceptor)
    {
        byte[] secret = new byte[32];
        _random.Fill(secret);
        var offer = new RudpOffer(_random.NextUInt64() | 1, secret, _plan.Cipher);
        var options = new RudpOptions
        {
            CongestionControl = _plan.CongestionControl,
            ReceiveWindow = _plan.ReceiveWindow,
            PacketsPerKey = _plan.PacketsPerKey,
            HandshakeLimit = Duration.FromSeconds(60),
            FirstPacketNumber = _plan.FirstPacketNumber,
            MaxDatagramSize = _plan.MaxDatagram,
        };
        RudpConnection accepted = _acceptorHost.Endpoint.Accept(offer, _plan.Upload ? null : this, _plan.Upload ? this : null, options, Timestamp.Zero);
        RudpConnection connected = _initiatorHost.Endpoint.Connect(offer, RudpSimHost.ToPath(acceptor), _plan.Upload ? this : null, _plan.Upload ? null : this, options, Timestamp.Zero);
        (_sender, _receiver) = _plan.Upload ? (connected, accepted) : (accepted, connected);
        _receiver.Expect(_plan.FirstOffset, _plan.Size);
        Check(_receiver.TrySendMessage(Want), "an empty lane refused a message");
    }

    private void HandleEvent(RudpEvent happened, long now)
    {
        _events++;
        if (happened.Connection == _sender && happened.Kind is RudpEventKind.SendIdle or RudpEventKind.Ended && _toldAt < 0)
            _toldAt = now;
        if (happened.Connection == _sender && happened.Kind == RudpEventKind.MessageReceived)
        {
            Span<byte> message = stackalloc byte[16_384];
            while (_sender.TryReceiveMessage(message, out int length))
            {
                Check(message[..length].SequenceEqual(Want), "a message came damaged");
                if (_plan.Size > 0)
                    _sender.Send(_plan.FirstOffset, _plan.Size);
                else
                    Check(_sender.TrySendMessage(Nothing), "an empty lane refused a message");
            }
        }

        if (happened.Connection == _receiver && happened.Kind == RudpEventKind.MessageReceived)
        {
            Span<byte> message = stackalloc byte[16_384];
            Check(_receiver.TryReceiveMessage(message, out int length) && message[..length].SequenceEqual(Nothing), "a message came damaged");
            _heardNothing = true;
            _receiver.Close(0);
        }

        if (happened.Connection == _receiver && happened.Kind == RudpEventKind.ReceiveIdle && _bytesWritten == _plan.Size && _plan.Size > 0)
            _receiver.Close(0);
    }

    private static bool IsCompleted(RudpConnection end) => end.End is { Outcome: RudpOutcome.Completed };

    // Honest ends over whatever link break no rule.
    private static bool IsClean(RudpConnection end) =>
        end.End?.Reason is null or RudpReason.Application or RudpReason.IdleTimeout or RudpReason.HandshakeTimeout or RudpReason.OfferExpired;

    private bool IsOver()
    {
        // Seldom enough to cost nothing: what is remembered neither comes nor goes at once.
        if ((++_steps & 63) == 0)
        {
            CheckMemory(_sender);
            CheckMemory(_receiver);
        }

        bool initiatorGone = _plan.VanishAt >= 0 && _network.Now >= _plan.VanishAt && _plan.SenderVanishes == _plan.Upload;
        bool acceptorGone = _plan.VanishAt >= 0 && _network.Now >= _plan.VanishAt && !initiatorGone;
        RudpConnection initiator = _plan.Upload ? _sender : _receiver;
        RudpConnection acceptor = _plan.Upload ? _receiver : _sender;
        return (initiatorGone || initiator.End is not null) && (acceptorGone || acceptor.End is not null);
    }

    // Far above what any of these links needs, far below for ever.
    private long Deadline()
    {
        double loss = Math.Max(Fault(_plan.Down), Fault(_plan.Up));
        double rate = Math.Min(Effective(_plan.Down), Effective(_plan.Up));
        double seconds = 400 + (_plan.Size * 8 / rate * 20) + (_plan.DiskRate > 0 ? _plan.Size / (double)_plan.DiskRate * 2 : 0);
        // A loss-based controller at such loss holds a window of a few packets; each round may end in a probe time-out.
        double rounds = (_plan.Size / 1_000.0) + 20;
        double rtt = (_plan.Down.Delay + _plan.Up.Delay + _plan.Down.Jitter + _plan.Up.Jitter + _plan.Down.ReorderDelay + _plan.Down.Aggregation + _plan.Up.Aggregation) / (double)Second;
        seconds += rounds * (rtt + 0.05) * (1 + (60 * loss));
        if (_plan.ReceiveWindow < 1 << 20)
            seconds += _plan.Size / (double)_plan.ReceiveWindow * (rtt + 0.1) * 20 * (1 + (20 * loss));
        if (_plan.SourcePauses > 0)
            seconds += _plan.Size / 1_000.0 * 0.01;
        seconds += _plan.Episodes().Sum(e => e.Length) / (double)Second;
        return (long)(seconds * Second);
    }

    private static double Fault(SimLinkOptions link) =>
        Math.Min(0.9, link.Loss + link.Corrupt + (link.BurstEnter > 0 ? link.BurstEnter / (link.BurstEnter + link.BurstExit) : 0) + (link.BlackoutEvery > 0 ? link.BlackoutLength / (double)link.BlackoutEvery : 0));

    private static double Effective(SimLinkOptions link)
    {
        double rate = link.Rate > 0 ? link.Rate : 1e9;
        return link.PolicerRate > 0 ? Math.Min(rate, link.PolicerRate) : rate;
    }

    // The window and the file bound what is in flight; six times as many packets may still be remembered for the sake of late ACKs, or 50 ms' worth: 8,000.
    private void CheckMemory(RudpConnection end)
    {
        long most = Math.Min(Limits.MaxSentPackets, 8_000 + (6 * Math.Min(_plan.Size, _plan.ReceiveWindow) / Limits.MinDatagramSize));
        Footprint kept = end.Footprint;
        Check(kept.SentPackets <= most && kept.DataRanges <= most && kept.AckRanges <= Limits.MaxTrackedRanges, $"{kept} is more than {most} packets");
    }

    private void CheckTraffic()
    {
        RudpStatistics sender = _sender.Statistics, receiver = _receiver.Statistics;
        long datagram = _plan.MaxDatagram;
        double survival = (1 - Fault(_plan.Down)) * (1 - Fault(_plan.Up));
        long probes = 2 * sender.Probes * datagram;
        Check(sender.DataSent <= _plan.Size, $"{sender.DataSent} bytes were sent for the first time, of {_plan.Size}");
        // RUDP-DATA-6: once, and at the end now and then twice.
        long seconds = Limits.SecondCopies + (_plan.Size / Limits.SecondCopyShare);
        Check(sender.DataSentAgain <= (sender.PacketsLost * datagram) + seconds + probes, $"{sender.DataSentAgain} bytes were sent again without a reason");
        // Beyond what the link dropped: losses that were none, because it reorders or kept the ACKs to itself.
        long dropped = (_forth.Statistics.Dropped + _forth.Statistics.Corrupted) * datagram;
        Check(sender.DataSentAgain <= dropped + probes + (Math.Max(1, HeldBack()) * _plan.Size) + 200_000, $"{sender.DataSentAgain} bytes were sent again where {dropped} were dropped");
        // And what it dropped because it was offered too much; a policer has no queue to warn of it.
        bool policed = _forth.Options.PolicerRate > 0;
        Check(sender.DataSentAgain <= ((policed ? 4 : 2.5) * _plan.Size / survival) + probes + 200_000, $"{sender.DataSentAgain} bytes were sent again, of {_plan.Size}");
        // What comes late through a link of a short RTT looks lost, each time that it is sent.
        Check(receiver.DataDuplicate <= ((0.5 + _forth.Options.Reorder) * _plan.Size) + (64 * 1024), $"{receiver.DataDuplicate} bytes came twice, of {_plan.Size}");
        long answers = (2 * receiver.PacketsReceived) + (2 * receiver.Probes) + (_network.Now / Second) + 100;
        Check(receiver.PacketsSent <= answers, $"the receiver sent {receiver.PacketsSent} packets, {answers} at most");
    }

    // How often a byte is sent again that the link, or the one of its ACKs, holds back for longer than the RTT: each copy looks lost until the first comes late.
    private double HeldBack()
    {
        double Share(SimLinkOptions link) => link.ReorderDelay > _plan.Down.Delay + _plan.Up.Delay ? link.Reorder : 0;
        double late = 1 - ((1 - Share(_plan.Down)) * (1 - Share(_plan.Up)));
        return late / (1 - late);
    }

    private static double Quantile(List<long> backlogs, int percent)
    {
        backlogs.Sort();
        return backlogs.Count == 0 ? 0 : backlogs[backlogs.Count * percent / 100] / 1e6;
    }

    private void Check(bool condition, string broken)
    {
        if (!condition)
            throw new InvalidOperationException($"Seed {_plan.Seed}, at {_network?.Now / 1e9:F3} s: {broken}. {_plan}");
    }
}
