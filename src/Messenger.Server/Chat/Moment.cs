namespace Messenger.Server.Chat;

/// <summary>Now, in both senses: limits run on the first, messages carry the second, and a clock that jumps moves no limit.</summary>
/// <param name="Uptime">Monotonic time since some origin.</param>
/// <param name="Unix">Wall clock, Unix milliseconds.</param>
internal readonly record struct Moment(TimeSpan Uptime, long Unix)
{
    /// <summary>The present moment of a clock.</summary>
    public static Moment Of(TimeProvider time) =>
        new(time.GetElapsedTime(0), time.GetUtcNow().ToUnixTimeMilliseconds());
}
