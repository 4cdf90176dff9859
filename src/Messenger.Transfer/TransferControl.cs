using Messenger.Transfer.Sink;

namespace Messenger.Transfer;

/// <summary>The steering wheel of one running transfer: safe to use from any thread, at any moment, before it runs too.</summary>
public sealed class TransferControl
{
    /// <summary>Silence of the peer after which a transfer counts as stalled, where nothing else is said.</summary>
    public static readonly TimeSpan DefaultIdleLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private EndProgress _progress;
    private LinkCount? _link;
    private Action? _wake;
    private bool _pause;
    private string? _stop;
    private double _askAt;
    private long _rate;
    private long? _heard;
    private Func<ValueTask<bool>>? _ask;

    /// <summary>Silence of the peer after which the transfer ends with <see cref="TransferFailure.Stall"/>.</summary>
    public TimeSpan IdleLimit { get; init; } = DefaultIdleLimit;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Decides about a target whose name is taken by another file, with <see cref="IfExists.Ask"/>; null: refused.</summary>
    public Func<FileConflict, ValueTask<ConflictAnswer>>? OnConflict { get; init; }

    /// <summary>Measures how long the disk takes for what comes; null: nobody wants to know.</summary>
    public WaitMeter? Writing { get; init; }

    /// <summary>How far it is.</summary>
    public EndProgress Progress
    {
        get
        {
            lock (_lock)
                return _progress;
        }

        internal set
        {
            lock (_lock)
                _progress = value;
        }
    }

    /// <summary>What the transport counts, as it said last; null where it does not count by itself, as over TCP, or has not begun.</summary>
    public LinkCount? Link
    {
        get
        {
            lock (_lock)
                return _link;
        }

        internal set
        {
            lock (_lock)
                _link = value;
        }
    }

    /// <summary>
    /// How long the other end has owed a sign of life, as far as the transport can tell: a datagram in answer, over UDP. Zero where nothing is owed, where it
    /// just came, and over TCP, which says by itself that it broke.
    /// </summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_lock)
                return _heard is { } heard ? Time.GetElapsedTime(heard) : TimeSpan.Zero;
        }
    }

    internal bool IsPauseWanted
    {
        get
        {
            lock (_lock)
                return _pause;
        }
    }

    internal long RateWanted
    {
        get
        {
            lock (_lock)
                return _rate;
        }
    }

    internal string? StopReason
    {
        get
        {
            lock (_lock)
                return _stop;
        }
    }

    internal bool HasQuestion
    {
        get
        {
            lock (_lock)
                return _ask is not null;
        }
    }

    /// <summary>Stops the bytes until <see cref="Resume"/>; the connection stays.</summary>
    public void Pause() => Set(() => _pause = true);

    /// <summary>Lets the bytes go on.</summary>
    public void Resume() => Set(() => _pause = false);

    /// <summary>Bounds how fast the bytes of the files move, from now on; where both ends do, the lower bound holds.</summary>
    /// <param name="bytesPerSecond">0: no bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0.</exception>
    public void LimitRate(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerSecond);
        Set(() => _rate = bytesPerSecond);
    }

    /// <summary>Ends the transfer cleanly; part and journal are kept. The peer is told. The first reason holds.</summary>
    /// <param name="reason">One sentence for people, at the other end too.</param>
    public void Stop(string reason) => Set(() => _stop ??= reason);

    /// <summary>
    /// Asks once, with the bytes paused, when so much is verified, and before the files get their names; no ends the transfer with
    /// <see cref="TransferEnd.Declined"/>.
    /// </summary>
    /// <param name="fraction">0 to 1. Where a resumed transfer is already beyond it, it asks at once.</param>
    /// <param name="ask">Asks; what it throws counts as no.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public void AskAt(double fraction, Func<ValueTask<bool>> ask)
    {
        if (!(fraction is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share lies between 0 and 1.");
        Set(() => (_askAt, _ask) = (fraction, ask));
    }

    /// <summary>The other end was heard, or owes nothing: its silence counts from now on.</summary>
    internal void OnHeard()
    {
        lock (_lock)
            _heard = Time.GetTimestamp();
    }

    /// <summary>The question, once its moment has come.</summary>
    internal Func<ValueTask<bool>>? TakeQuestion(double fraction)
    {
        lock (_lock)
        {
            if (_ask is null || fraction < _askAt)
                return null;
            Func<ValueTask<bool>> ask = _ask;
            _ask = null;
            return ask;
        }
    }

    /// <summary>A driver listens from now on.</summary>
    internal void Attach(Action wake)
    {
        lock (_lock)
            _wake = wake;
    }

    /// <summary>A driver listens no more; another that came after it still does.</summary>
    internal void Detach(Action wake)
    {
        lock (_lock)
            _wake = _wake == wake ? null : _wake;
    }

    private void Set(Action change)
    {
        Action? wake;
        lock (_lock)
        {
            change();
            wake = _wake;
        }

        wake?.Invoke();
    }
}
