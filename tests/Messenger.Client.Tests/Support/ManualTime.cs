namespace Messenger.Client.Tests.Support;

/// <summary>A clock that moves when a test says so; timers fire in order, on the test's thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waiters = [];
    private TimeSpan _now = TimeSpan.FromHours(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass, timer by timer.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan until;
        lock (_gate)
            until = _now + by;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
                if (next is null)
                {
                    _now = until;
                    return;
                }

                _now = next.Due!.Value > _now ? next.Due.Value : _now;
                next.Due = next.Period > TimeSpan.Zero ? _now + next.Period : null;
                if (next.Due is null)
                    _timers.Remove(next);
            }

            next.Fire();
        }
    }

    /// <summary>The time until the next timer that is due after at least so long; waits until somebody sets one.</summary>
    public async Task<TimeSpan> NextTimerAsync(TimeSpan atLeast = default)
    {
        Task met;
        lock (_gate)
        {
            if (Find() is { } there)
                return there;
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((() => Find() is not null, waiter));
            met = waiter.Task;
        }

        await met.WaitAsync(Patience.Limit);
        lock (_gate)
            return Find()!.Value;

        TimeSpan? Find() => _timers.Where(timer => timer.Due - _now >= atLeast).Min(timer => timer.Due - _now);
    }

    private sealed class ManualTimer(ManualTime time, Action fire, TimeSpan period) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public TimeSpan Period { get; private set; } = period;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                Period = period;
                Due = dueTime < TimeSpan.Zero ? null : time._now + dueTime;
                if (Due is not null)
                    time._timers.Add(this);
                foreach (var (_, met) in time._waiters.Where(waiter => waiter.Condition()).ToArray())
                    met.TrySetResult();
            }

            return true;
        }

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
