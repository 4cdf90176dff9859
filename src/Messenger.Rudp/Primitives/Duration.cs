namespace Messenger.Rudp;

/// <summary>A span of time in nanoseconds. <see cref="TimeSpan"/> counts in 100 ns, which is too coarse to pace at tens of Gbit/s.</summary>
/// <param name="Nanoseconds">Nanoseconds.</param>
public readonly record struct Duration(long Nanoseconds) : IComparable<Duration>
{
    /// <summary>No time at all.</summary>
    public static Duration Zero => default;

    /// <summary>Longer than every other duration.</summary>
    public static Duration Infinite => new(long.MaxValue);

    /// <summary>The duration in seconds.</summary>
    public double Seconds => Nanoseconds / 1e9;

    /// <summary>The duration in milliseconds.</summary>
    public double Milliseconds => Nanoseconds / 1e6;

    /// <summary>Whole microseconds, rounded down.</summary>
    public long Microseconds => Nanoseconds / 1_000;

    /// <summary>A duration of whole seconds.</summary>
    /// <param name="seconds">Seconds, up to 9·10⁹.</param>
    public static Duration FromSeconds(long seconds) => new(seconds * 1_000_000_000);

    /// <summary>A duration of whole milliseconds.</summary>
    /// <param name="milliseconds">Milliseconds.</param>
    public static Duration FromMilliseconds(long milliseconds) => new(milliseconds * 1_000_000);

    /// <summary>A duration of whole microseconds.</summary>
    /// <param name="microseconds">Microseconds.</param>
    public static Duration FromMicroseconds(long microseconds) => new(microseconds * 1_000);

    /// <summary>The shorter of two durations.</summary>
    /// <param name="a">One duration.</param>
    /// <param name="b">The other duration.</param>
    public static Duration Min(Duration a, Duration b) => a < b ? a : b;

    /// <summary>The longer of two durations.</summary>
    /// <param name="a">One duration.</param>
    /// <param name="b">The other duration.</param>
    public static Duration Max(Duration a, Duration b) => a > b ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The sum of two durations.</summary>
    public static Duration operator +(Duration left, Duration right) => new(left.Nanoseconds + right.Nanoseconds);

    /// <summary>The difference of two durations.</summary>
    public static Duration operator -(Duration left, Duration right) => new(left.Nanoseconds - right.Nanoseconds);

    /// <summary>A multiple of a duration.</summary>
    public static Duration operator *(Duration duration, long factor) => new(duration.Nanoseconds * factor);

    /// <summary>A part of a duration, rounded down.</summary>
    public static Duration operator /(Duration duration, long divisor) => new(duration.Nanoseconds / divisor);

    /// <summary>Whether the left duration is the shorter one.</summary>
    public static bool operator <(Duration left, Duration right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether the left duration is the longer one.</summary>
    public static bool operator >(Duration left, Duration right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether the left duration is not longer.</summary>
    public static bool operator <=(Duration left, Duration right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether the left duration is not shorter.</summary>
    public static bool operator >=(Duration left, Duration right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>Milliseconds, for people.</summary>
    public override string ToString() => Milliseconds.ToString("F3", System.Globalization.CultureInfo.InvariantCulture) + " ms";
}
