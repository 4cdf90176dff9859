namespace Messenger.Testing;

/// <summary>A clock that stands still until a test moves it; timers fire while it moves, in the order of their times.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TaskCompletionSource _changed = NewChange();
    private TimeSpan _now;

    /// <summary>The wall clock when nothing has passed.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + new TimeSpan(GetTimestamp());

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan target;
        lock (_gate)
            target = _now + by;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
                _now = next is null ? target : next.Due > _now ? next.Due : _now;
                next?.Rearm(_timers);
            }

            if (next is null)
                return;
            next.Fire();
        }
    }

    /// <summary>The time until the next timer that is due after at least so long; waits until somebody sets one.</summary>
    /// <exception cref="TimeoutException">Nobody does, for a minute of real time.</exception>
    public async Task<TimeSpan> NextTimerAsync(TimeSpan atLeast = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_timers.Where(timer => timer.Due - _now >= atLeast).MinBy(timer => timer.Due) is { } next)
                    return next.Due - _now;
                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class ManualTimer(ManualTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + dueTime;
                time._timers.Add(this);
                time._changed.SetResult();
                time._changed = NewChange();
                return true;
            }
        }

        public void Rearm(List<ManualTimer> timers)
        {
            if (_period > TimeSpan.Zero)
                Due += _period;
            else
                timers.Remove(this);
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
