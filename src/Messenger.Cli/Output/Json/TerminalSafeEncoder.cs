using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Messenger.Cli.Output.Json;

/// <summary>
/// Leaves text readable in every script, and escapes what could act on a terminal or hide: control and format characters (escape
/// sequences, bidi overrides, zero-width ones), line separators, what Unicode has not assigned, lone surrogates. Nothing is lost: it is still the same string.
/// </summary>
internal sealed class TerminalSafeEncoder : JavaScriptEncoder
{
    /// <summary>The encoder.</summary>
    public static TerminalSafeEncoder Instance { get; } = new();

    /// <summary>A surrogate pair as two escapes.</summary>
    public override int MaxOutputCharactersPerInputCharacter => 12;

    public override bool WillEncode(int unicodeScalar)
    {
        if (unicodeScalar is '"' or '\\')
            return true;
        if (unicodeScalar is >= ' ' and <= '~')
            return false;
        return !Rune.TryCreate(unicodeScalar, out var rune) || Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse || unicodeScalar is 0x115f or 0x1160 or 0x3164 or 0xffa0;
    }

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var all = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; at < textLength;)
        {
            if (Rune.DecodeFromUtf16(all[at..], out var rune, out var used) != System.Buffers.OperationStatus.Done || WillEncode(rune.Value))
                return at;
            at += used;
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var output = new Span<char>(buffer, bufferLength);
        var shortForm = unicodeScalar switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => default };
        if (shortForm != default)
            return output.TryWrite($"\\{shortForm}", out numberOfCharactersWritten);
        if (unicodeScalar <= char.MaxValue)
            return output.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
        var above = unicodeScalar - 0x10000;
        return output.TryWrite($"\\u{0xd800 + (above >> 10):x4}\\u{0xdc00 + (above & 0x3ff):x4}", out numberOfCharactersWritten);
    }
}
