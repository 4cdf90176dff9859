namespace Messenger.Rudp.Reliability;

/// <summary>RTT as in RFC 9002 section 5 (RUDP-RTT-1 to 4).</summary>
internal sealed class RttEstimator
{
    private readonly Duration _initial;

    public RttEstimator(Duration initial)
    {
        _initial = initial;
        Reset();
    }

    /// <summary>Whether a sample was taken; before, the values are guesses.</summary>
    public bool HasSample { get; private set; }

    public Duration Latest { get; private set; }

    public Duration Min { get; private set; }

    public Duration Smoothed { get; private set; }

    public Duration Variation { get; private set; }

    /// <summary>Takes the time from sending a packet to its acknowledgement, and how long the peer says it held the ACK back.</summary>
    public void OnSample(Duration latest, Duration ackDelay, Duration maxAckDelay)
    {
        latest = Duration.Max(latest, new(1));
        Latest = latest;
        if (!HasSample)
        {
            // RUDP-RTT-1: the first sample is the estimate.
            HasSample = true;
            Min = Smoothed = latest;
            Variation = latest / 2;
            return;
        }

        // RUDP-RTT-2: the minimum ignores the ack delay, so that no peer can lower it by lying.
        Min = Duration.Min(Min, latest);
        // RUDP-RTT-3: no more than the announced delay, and never below the minimum.
        ackDelay = Duration.Min(ackDelay, maxAckDelay);
        var adjusted = latest >= Min + ackDelay ? latest - ackDelay : latest;
        var deviation = new Duration(Math.Abs((Smoothed - adjusted).Nanoseconds));
        Variation = (Variation * 3 + deviation) / 4;
        Smoothed = (Smoothed * 7 + adjusted) / 8;
    }

    /// <summary>RUDP-RTT-4: the probe time-out without back-off.</summary>
    public Duration ProbeTimeout(Duration maxAckDelay) => Smoothed + Duration.Max(Variation * 4, Limits.Granularity) + maxAckDelay;

    /// <summary>A new host is a new path: RFC 9000 section 9.4.</summary>
    public void Reset()
    {
        HasSample = false;
        Latest = Min = Smoothed = _initial;
        Variation = _initial / 2;
    }
}
