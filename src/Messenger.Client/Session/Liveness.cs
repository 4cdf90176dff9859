namespace Messenger.Client.Session;

/// <summary>What to do about a server that may be dead.</summary>
internal enum LivenessVerdict
{
    /// <summary>Nothing.</summary>
    Alive,

    /// <summary>Send a ping.</summary>
    Ask,

    /// <summary>Give it up.</summary>
    Dead,
}

/// <summary>
/// Watches the silence of a server. A quiet one is asked after 10 s and given up after 20 s, well within the 30 s
/// that the protocol allows; a talkative one is asked now and then for the round trip.
/// </summary>
internal sealed class Liveness(TimeProvider time)
{
    /// <summary>Checks are so far apart; a verdict is late by this at most.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2.5);

    /// <summary>Silence after which the server is asked.</summary>
    public static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which the server is given up.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(20);

    /// <summary>The round trip is measured so often.</summary>
    public static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(30);

    private long _heard = time.GetTimestamp();
    private long _asked = time.GetTimestamp();
    private int _waiting = 1;

    /// <summary>This end waits for the server; where it does not read because its view is slow, silence proves nothing.</summary>
    public bool Waiting
    {
        get => Volatile.Read(ref _waiting) != 0;
        set
        {
            // The silence counts from the moment of listening.
            if (value && !Waiting)
                Heard();
            Volatile.Write(ref _waiting, value ? 1 : 0);
        }
    }

    /// <summary>Something came.</summary>
    public void Heard() => Volatile.Write(ref _heard, time.GetTimestamp());

    /// <summary>What to do now.</summary>
    public LivenessVerdict Check()
    {
        var now = time.GetTimestamp();
        var silence = time.GetElapsedTime(Volatile.Read(ref _heard), now);
        if (Waiting && silence >= DeadAfter)
            return LivenessVerdict.Dead;
        var sinceAsked = time.GetElapsedTime(_asked, now);
        if (silence < QuietAfter ? sinceAsked < MeasureEvery : sinceAsked < QuietAfter)
            return LivenessVerdict.Alive;
        _asked = now;
        return LivenessVerdict.Ask;
    }
}
