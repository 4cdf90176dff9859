using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace Messenger.Benchmarks.Chat;

/// <summary>The time of sending, carried in the text of a message: <c>t=</c> and 16 hexadecimal digits of the monotonic clock.</summary>
internal static class Stamp
{
    internal const int Length = 18;

    /// <summary>A text of a length that begins with the time now.</summary>
    internal static string Text(int length) => $"t={Stopwatch.GetTimestamp():x16}".PadRight(length, '.');

    /// <summary>Reads the stamp that a text begins with.</summary>
    internal static bool TryRead(string text, out long timestamp)
    {
        timestamp = 0;
        return text.Length >= Length && text.StartsWith("t=", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(2, Length - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out timestamp);
    }

    /// <summary>Finds a stamp in what was received.</summary>
    internal static bool TryFind(ReadOnlySpan<byte> received, out long timestamp)
    {
        timestamp = 0;
        int at = received.IndexOf("t="u8);
        return at >= 0 && received.Length >= at + Length && Utf8Parser.TryParse(received.Slice(at + 2, 16), out timestamp, out int digits, 'x') && digits == 16;
    }
}
