using System.Globalization;

namespace Messenger.Cli.Output;

/// <summary>Sizes, rates and times for people; 1024-based, three digits, no culture.</summary>
internal static class Quantities
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A size, as in <c>0 B</c>, <c>999 B</c>, <c>1.00 KiB</c>, <c>12.3 MiB</c>, <c>456 GiB</c>.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        var value = Math.Max(0, double.IsFinite(bytes) ? bytes : 0);
        // From 999.5 on, three digits would round to four.
        while (value >= (unit == 0 ? 1024 : 999.5) && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>A rate, as in <c>12.3 MiB/s</c>.</summary>
    public static string Rate(double bytesPerSecond) => Size(bytesPerSecond) + "/s";

    /// <summary>A time that is left or was taken, as in <c>850 ms</c>, <c>3.1 s</c>, <c>2:05</c>, <c>1:02:03</c>, <c>3 d 4 h</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
            time = TimeSpan.Zero;
        if (time < TimeSpan.FromSeconds(0.9995))
            return Invariant($"{Math.Round(time.TotalMilliseconds)} ms");
        if (time < TimeSpan.FromSeconds(59.95))
            return Invariant($"{time.TotalSeconds:0.0} s");
        var rounded = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        if (rounded < TimeSpan.FromHours(1))
            return Invariant($"{(int)rounded.TotalMinutes}:{rounded.Seconds:00}");
        return rounded < TimeSpan.FromDays(1)
            ? Invariant($"{(int)rounded.TotalHours}:{rounded.Minutes:00}:{rounded.Seconds:00}")
            : Invariant($"{(int)rounded.TotalDays} d {rounded.Hours} h");
    }

    /// <summary>A round trip, as in <c>0.7 ms</c>, <c>34 ms</c>.</summary>
    public static string RoundTrip(TimeSpan time) => time.TotalMilliseconds.ToString(time.TotalMilliseconds < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    /// <summary>A share of 0 to 1 in percent, as in <c>0 %</c>, <c>0.4 %</c>, <c>12 %</c>; what is more than nothing is never shown as nothing.</summary>
    public static string Share(double share)
    {
        var percent = Math.Clamp(share, 0, 1) * 100;
        return percent switch
        {
            0 => "0 %",
            < 0.05 => "<0.1 %",
            < 9.95 => Invariant($"{percent:0.#} %"),
            _ => Invariant($"{percent:0} %"),
        };
    }

    /// <summary>A time that is left, in whole seconds, as in <c>16 s</c>, <c>2:05</c>.</summary>
    public static string Remaining(TimeSpan time)
    {
        var seconds = Math.Max(0, Math.Ceiling(time.TotalSeconds));
        return seconds < 60 ? Invariant($"{seconds} s") : Duration(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>A time of day and, where it is not today's, the date.</summary>
    /// <param name="time">The time.</param>
    /// <param name="now">Now; its offset is the zone that is shown.</param>
    public static string Moment(DateTimeOffset time, DateTimeOffset now)
    {
        var local = time.ToOffset(now.Offset);
        return local.ToString(local.Date == now.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
