using System.Globalization;

namespace Messenger.Platform.Text;

/// <summary>Sizes as people write them: 1024-based, <c>500</c>, <c>64k</c>, <c>1.5G</c>, <c>20 MiB</c>.</summary>
public static class ByteSize
{
    private const string Units = "kMGTPE";

    /// <summary>A size for people, as in <c>0 B</c>, <c>1.5 GiB</c>.</summary>
    /// <param name="bytes">Bytes.</param>
    public static string Show(long bytes)
    {
        double value = bytes;
        int unit = -1;
        for (; Math.Abs(value) >= 1024 && unit < Units.Length - 1; unit++)
            value /= 1024;
        return unit < 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {char.ToUpperInvariant(Units[unit])}iB");
    }

    /// <summary>Reads a size.</summary>
    /// <param name="text">A number, and maybe k, M, G, T, P or E in either case, with <c>B</c> or <c>iB</c> behind it or not.</param>
    /// <param name="bytes">0 or more.</param>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int end = rest.IndexOfAnyExcept("0123456789.");
        ReadOnlySpan<char> unit = end < 0 ? "" : rest[end..].TrimStart();
        if (!decimal.TryParse(end < 0 ? rest : rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
            return false;
        int power = 0;
        if (unit is not ("" or "B" or "b"))
        {
            power = Units.IndexOf(unit[..1].ToString(), StringComparison.OrdinalIgnoreCase) + 1;
            if (power == 0 || unit[1..] is not ("" or "B" or "b" or "iB"))
                return false;
        }

        try
        {
            for (; power > 0; power--)
                value *= 1024;
            bytes = (long)decimal.Floor(value);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
