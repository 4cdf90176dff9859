using Messenger.Transfer;

namespace Messenger.Client.Files;

/// <summary>What people want of a job, whether a connection is there to hear it or not.</summary>
internal sealed class JobControl : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private TransferControl? _control;
    private bool _paused;
    private long _rate;

    /// <summary>Somebody stopped it.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>See <see cref="TransferControl.Silence"/>; zero where no connection is there.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
                return _control?.Silence ?? TimeSpan.Zero;
        }
    }

    /// <returns>Whether it was not paused before.</returns>
    public bool Pause() => Steer(true);

    /// <returns>Whether it was paused before.</returns>
    public bool Resume() => Steer(false);

    public void LimitRate(long bytesPerSecond)
    {
        lock (_gate)
        {
            _rate = bytesPerSecond;
            _control?.LimitRate(bytesPerSecond);
        }
    }

    public void Stop(string reason)
    {
        lock (_gate)
        {
            _control?.Stop(reason);
            _stop.Cancel();
        }
    }

    /// <summary>A connection begins: it hears what was said before.</summary>
    public void Attach(TransferControl control)
    {
        lock (_gate)
        {
            _control = control;
            control.LimitRate(_rate);
            if (_paused)
                control.Pause();
            if (_stop.IsCancellationRequested)
                control.Stop("stopped");
        }
    }

    public void Detach()
    {
        lock (_gate)
            _control = null;
    }

    public void Dispose() => _stop.Dispose();

    private bool Steer(bool pause)
    {
        lock (_gate)
        {
            var changes = _paused != pause;
            _paused = pause;
            if (pause)
                _control?.Pause();
            else
                _control?.Resume();
            return changes;
        }
    }
}
