namespace Messenger.Rudp.Congestion;

/// <summary>
/// Spreads packets over the round trip (RUDP-PACE-1): a token bucket written as the moment at which the bucket is no longer in debt. It fills to
/// one quantum, and a sender that was held back waits until a quantum is there, so that packets leave in batches and timers stay coarse.
/// </summary>
internal sealed class Pacer(int datagramSize)
{
    private long _debtFreeAt;
    private long _heldUntil;
    private long _late;

    /// <summary>Bytes a second; 0 paces nothing.</summary>
    public long Rate { get; set; }

    /// <summary>Bytes of a datagram.</summary>
    public int DatagramSize { get; set; } = datagramSize;

    /// <summary>
    /// What a sender that comes back later than it was told to may make up for at once (RUDP-PACE-3): a processor that was busy elsewhere must not cost
    /// the link its time.
    /// </summary>
    public Duration CatchUp { get; set; }

    /// <summary>The size of the bucket in time: the quantum, or ten packets where those take longer; never a whole lot at low rates.</summary>
    private long BurstNanos => Math.Max(Limits.PacingQuantum.Nanoseconds, Math.Min(NanosFor((long)DatagramSize * Limits.PacingBurstPackets), MaxBurstNanos));

    /// <summary>At a low rate ten packets would be seconds; beyond 10 ms a burst is no longer a timer's inaccuracy.</summary>
    private const long MaxBurstNanos = 10_000_000;

    public bool CanSend(Timestamp now) => Rate == 0 || _debtFreeAt <= now.Nanoseconds;

    public void OnSent(Timestamp now, int bytes)
    {
        if (Rate == 0)
            return;
        if (_heldUntil > 0)
            (_late, _heldUntil) = (Math.Clamp(now.Nanoseconds - _heldUntil, 0, CatchUp.Nanoseconds), 0);
        _debtFreeAt = Math.Max(_debtFreeAt, now.Nanoseconds - BurstNanos - _late) + NanosFor(bytes);
    }

    /// <summary>A sender is held back. When it should come again: when a quantum, or one packet that takes longer, has gathered.</summary>
    public Timestamp HoldBack()
    {
        long gather = Math.Max(0, Limits.PacingQuantum.Nanoseconds - NanosFor(DatagramSize));
        return new(_heldUntil = _debtFreeAt + gather);
    }

    /// <summary>The sender has nothing to send: whenever it comes back, it is not late.</summary>
    public void OnIdle() => _heldUntil = _late = 0;

    private long NanosFor(long bytes) => (long)((Int128)bytes * 1_000_000_000 / Rate);
}
