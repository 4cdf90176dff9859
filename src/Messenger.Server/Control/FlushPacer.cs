using Messenger.Server.Chat;

namespace Messenger.Server.Control;

/// <summary>
/// Says when the writers of full outboxes are woken: at once while there are few, in rounds when there are many. A write costs ten
/// times what a frame in it costs, so under load each write carries a round's worth of frames, and a quiet server waits for nothing.
/// </summary>
internal sealed class FlushPacer : IDisposable
{
    // A TLS write costs about 10 us: at this rate writes take a quarter of a core, whatever is being said.
    private const double WritesPerSecond = 25_000;

    // What may be woken at once after a quiet time: several messages to a large room.
    private const double Burst = 4_000;

    // Nobody waits longer than this for a round: below what a person notices.
    private static readonly TimeSpan LongestRound = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestRound = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private List<Outbox> _held = [];
    private List<Outbox> _spare = [];
    private double _budget = Burst;
    private long _refilled;
    private bool _armed;

    /// <summary>A pacer on a clock.</summary>
    public FlushPacer(TimeProvider time)
    {
        _time = time;
        _refilled = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>These outboxes have something.</summary>
    /// <param name="waiting">Read before this returns.</param>
    public void Dispatch(List<Outbox> waiting)
    {
        lock (_gate)
        {
            Refill();
            if (_budget <= 0 || _held.Count > 0)
            {
                _held.AddRange(waiting);
                Arm();
                return;
            }

            _budget -= waiting.Count;
        }

        foreach (Outbox outbox in waiting)
            outbox.Reader?.Wake();
    }

    /// <summary>This outbox has something.</summary>
    public void Dispatch(Outbox outbox)
    {
        lock (_gate)
        {
            Refill();
            if (_budget <= 0 || _held.Count > 0)
            {
                _held.Add(outbox);
                Arm();
                return;
            }

            _budget--;
        }

        outbox.Reader?.Wake();
    }

    /// <summary>Stops the rounds.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void Flush()
    {
        List<Outbox> round;
        lock (_gate)
        {
            Refill();
            _armed = false;
            (round, _held, _spare) = (_held, _spare, []);
            _budget = Math.Max(_budget - round.Count, -Burst);
        }

        foreach (Outbox outbox in round)
            outbox.Reader?.Wake();
        round.Clear();
        lock (_gate)
            _spare = round;
    }

    private void Refill()
    {
        long now = _time.GetTimestamp();
        _budget = Math.Min(_budget + (_time.GetElapsedTime(_refilled, now).TotalSeconds * WritesPerSecond), Burst);
        _refilled = now;
    }

    private void Arm()
    {
        if (_armed)
            return;
        _armed = true;
        TimeSpan wait = TimeSpan.FromSeconds(-_budget / WritesPerSecond);
        _timer.Change(wait < ShortestRound ? ShortestRound : wait > LongestRound ? LongestRound : wait, Timeout.InfiniteTimeSpan);
    }
}
