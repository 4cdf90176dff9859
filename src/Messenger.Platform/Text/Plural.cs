using System.Globalization;

namespace Messenger.Platform.Text;

/// <summary>A number and its noun, as in <c>1 file</c>, <c>3 files</c>.</summary>
public static class Plural
{
    /// <summary>In words.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">Of what: the one; many have an <c>s</c> at the end.</param>
    public static string Of(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
