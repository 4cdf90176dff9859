namespace Messenger.Rudp;

/// <summary>A moment on the driver's monotonic clock, in nanoseconds since an origin of its own choice. Only differences mean anything.</summary>
/// <param name="Nanoseconds">Nanoseconds since the driver's origin, 0 or more.</param>
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    /// <summary>The origin of the clock.</summary>
    public static Timestamp Zero => default;

    /// <summary>Later than every moment: a deadline that is not set.</summary>
    public static Timestamp Never => new(long.MaxValue);

    /// <summary>Whether this is <see cref="Never"/>.</summary>
    public bool IsNever => Nanoseconds == long.MaxValue;

    /// <summary>The earlier of two moments.</summary>
    /// <param name="a">One moment.</param>
    /// <param name="b">The other moment.</param>
    public static Timestamp Min(Timestamp a, Timestamp b) => a < b ? a : b;

    /// <summary>The later of two moments.</summary>
    /// <param name="a">One moment.</param>
    /// <param name="b">The other moment.</param>
    public static Timestamp Max(Timestamp a, Timestamp b) => a > b ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The moment a duration later; <see cref="Never"/> stays <see cref="Never"/>.</summary>
    public static Timestamp operator +(Timestamp time, Duration duration) =>
        time.IsNever || duration.Nanoseconds > 0 && time.Nanoseconds > long.MaxValue - duration.Nanoseconds ? Never : new(time.Nanoseconds + duration.Nanoseconds);

    /// <summary>The moment a duration earlier.</summary>
    public static Timestamp operator -(Timestamp time, Duration duration) => new(time.Nanoseconds - duration.Nanoseconds);

    /// <summary>The time from <paramref name="earlier"/> to <paramref name="later"/>.</summary>
    public static Duration operator -(Timestamp later, Timestamp earlier) => new(later.Nanoseconds - earlier.Nanoseconds);

    /// <summary>Whether the left moment is the earlier one.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether the left moment is the later one.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether the left moment is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether the left moment is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>Seconds since the origin, for people.</summary>
    public override string ToString() =>
        IsNever ? "never" : (Nanoseconds / 1e9).ToString("F6", System.Globalization.CultureInfo.InvariantCulture) + " s";
}
