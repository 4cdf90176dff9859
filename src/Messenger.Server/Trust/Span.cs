using System.Globalization;

namespace Messenger.Server.Trust;

/// <summary>How long something holds, as people write it: <c>90s</c>, <c>30m</c>, <c>2h</c>, <c>7d</c>, <c>4w</c>, or <c>forever</c>.</summary>
internal static class Span
{
    /// <summary>The word for no end.</summary>
    public const string Forever = "forever";

    // Longer than anybody waits; and no sum of it with a date overflows.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);

    /// <summary>Reads one.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="length">How long; null: without end.</param>
    public static bool TryParse(string text, out TimeSpan? length)
    {
        length = null;
        if (text == Forever)
            return true;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count == 0)
            return false;
        double? unit = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 7 * 86_400,
            _ => null,
        };
        if (unit is not { } seconds || count * seconds > Longest.TotalSeconds)
            return false;
        length = TimeSpan.FromSeconds(count * seconds);
        return true;
    }

    /// <summary>An end, for people: the minute in UTC, or that there is none.</summary>
    /// <param name="until">Unix milliseconds; 0: without end.</param>
    public static string Until(long until) => until == 0
        ? "for good"
        : $"until {DateTimeOffset.FromUnixTimeMilliseconds(until).UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
}
