namespace Messenger.Cli.Tui.Screen;

/// <summary>
/// One thread for all that concerns the screen: what is posted runs in order, tasks go on here, and the screen is drawn after a key at once
/// and else so many times a second.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="draw">Draws the screen.</param>
internal sealed class UiLoop(TimeProvider time, Action draw) : SynchronizationContext
{
    /// <summary>Between two frames while messages pour in: 30 a second are more than anybody reads.</summary>
    public static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(33);

    // So long what stands behind a key may still join its frame.
    private static readonly TimeSpan UrgentTime = TimeSpan.FromMilliseconds(8);

    private readonly object _gate = new();
    private readonly Queue<(Action Action, bool Urgent)> _queue = [];

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => Post(() => d(state));

    /// <summary>Runs something in its turn; from any thread.</summary>
    /// <param name="action">What.</param>
    /// <param name="urgent">A person waits for what it changes on the screen.</param>
    public void Post(Action action, bool urgent = false)
    {
        lock (_gate)
        {
            _queue.Enqueue((action, urgent));
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Runs until a task has ended, on the calling thread.</summary>
    /// <param name="begin">Begins the task.</param>
    public void Run(Func<Task> begin)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = begin();
            _ = task.ContinueWith(_ => Post(() => { }), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Run(task);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void Run(Task task)
    {
        draw();
        var drawn = time.GetTimestamp();
        var dirty = false;
        long? urgentSince = null;
        while (!task.IsCompleted)
        {
            if (Take(!dirty ? Timeout.InfiniteTimeSpan : FrameTime - time.GetElapsedTime(drawn)) is { } next)
            {
                next.Action();
                dirty = true;
                if (next.Urgent)
                    urgentSince ??= time.GetTimestamp();
            }

            var isDue = dirty && time.GetElapsedTime(drawn) >= FrameTime;
            if (isDue || (urgentSince is { } since && (IsIdle || time.GetElapsedTime(since) >= UrgentTime)))
            {
                draw();
                drawn = time.GetTimestamp();
                (dirty, urgentSince) = (false, null);
            }
        }
    }

    private bool IsIdle
    {
        get
        {
            lock (_gate)
                return _queue.Count == 0;
        }
    }

    private (Action Action, bool Urgent)? Take(TimeSpan patience)
    {
        lock (_gate)
        {
            if (_queue.Count == 0 && (patience == Timeout.InfiniteTimeSpan || patience > TimeSpan.Zero))
                Monitor.Wait(_gate, patience);
            return _queue.TryDequeue(out var next) ? next : null;
        }
    }
}
