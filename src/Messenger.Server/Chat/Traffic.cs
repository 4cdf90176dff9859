namespace Messenger.Server.Chat;

/// <summary>How much a session says and is told: two counts that grow, looked at from time to time.</summary>
internal sealed class Traffic
{
    // Shorter spans would show the last message, longer ones the last hour.
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    private TimeSpan _since;
    private long _heardBefore;
    private long _toldBefore;

    /// <summary>Bytes a second from the session, in the last seconds.</summary>
    public long In { get; private set; }

    /// <summary>Bytes a second to the session, in the last seconds.</summary>
    public long Out { get; private set; }

    /// <summary>Looks at the counts.</summary>
    /// <param name="heard">Bytes that have come, in all.</param>
    /// <param name="told">Bytes that have left, in all.</param>
    /// <param name="now">Now.</param>
    public void Look(long heard, long told, TimeSpan now)
    {
        TimeSpan passed = now - _since;
        if (passed < Span)
            return;
        In = (long)((heard - _heardBefore) / passed.TotalSeconds);
        Out = (long)((told - _toldBefore) / passed.TotalSeconds);
        (_heardBefore, _toldBefore, _since) = (heard, told, now);
    }
}
