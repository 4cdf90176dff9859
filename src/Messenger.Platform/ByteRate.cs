using System.Globalization;

namespace Messenger.Platform;

/// <summary>Rates as people write them: <c>500k</c>, <c>1.5M</c>, <c>2G</c>, 1024-based, or bytes alone.</summary>
public static class ByteRate
{
    private const double Most = 1L << 50;

    /// <summary>Reads a rate.</summary>
    /// <param name="text">A number, and k, M, G or T behind it.</param>
    /// <param name="bytesPerSecond">1 to 2^50.</param>
    /// <returns>False: it is none, or out of these bounds.</returns>
    public static bool TryParse(string text, out long bytesPerSecond)
    {
        bytesPerSecond = 0;
        int power = text.Length == 0 ? -1 : "kmgt".IndexOf(char.ToLowerInvariant(text[^1]), StringComparison.Ordinal);
        string number = power < 0 ? text : text[..^1];
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            return false;
        value = Math.Round(value * Math.Pow(1024, power + 1));
        bytesPerSecond = value is >= 1 and <= Most ? (long)value : 0;
        return bytesPerSecond > 0;
    }
}
