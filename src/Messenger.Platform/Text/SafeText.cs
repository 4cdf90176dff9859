using System.Buffers;
using System.Globalization;
using System.Text;

namespace Messenger.Platform.Text;

/// <summary>
/// Text of strangers that cannot act on a terminal: no escape sequence, no turned-round or hidden text, no tower of accents.
/// </summary>
/// <remarks>
/// Unsafe is what <see cref="CharacterSafety"/> says. At most <see cref="MaxMarks"/> combining marks stand in a row; the rest is
/// dropped, with one <c>…</c> for it. Text without anything unsafe is returned as the same object.
/// </remarks>
public static class SafeText
{
    /// <summary>Combining marks in a row that are kept: twice what any living script needs.</summary>
    public const int MaxMarks = 8;

    private const char Ellipsis = '…';

    /// <summary>For views: every unsafe character becomes a visible escape, as in <c>\x1b</c>, <c>\u202e</c>, <c>\U000e0041</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keep">Which layout characters stay.</param>
    public static string Show(string text, LayoutCharacters keep = LayoutCharacters.None) => Clean(text, keep, show: true);

    /// <summary>For what is stored and sent on: unsafe characters are removed. Stripping twice changes nothing more.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keep">Which layout characters stay.</param>
    public static string Strip(string text, LayoutCharacters keep = LayoutCharacters.None) => Clean(text, keep, show: false);

    /// <summary>True when <see cref="Show"/> and <see cref="Strip"/> would change nothing.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keep">Which layout characters are allowed.</param>
    public static bool IsSafe(string text, LayoutCharacters keep = LayoutCharacters.None) => ReferenceEquals(Strip(text, keep), text);

    private static string Clean(string text, LayoutCharacters keep, bool show)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (plain < 0)
            return text;

        StringBuilder? result = null; // Made at the first change.
        var previous = plain > 0 ? new Rune(text[plain - 1]) : default;
        var marks = 0;
        for (var at = plain; at < text.Length;)
        {
            var valid = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used) == OperationStatus.Done;
            var safe = valid && IsKept(rune, previous, text.AsSpan(at + used), keep);
            var mark = safe && IsMark(rune);
            if (safe)
            {
                marks = mark ? marks + 1 : 0;
                previous = rune;
            }
            else if (show)
            {
                marks = 0;
                previous = default;
            }

            if (safe && marks <= MaxMarks)
            {
                result?.Append(text, at, used);
            }
            else
            {
                result ??= new StringBuilder(text, 0, at, text.Length + 16);
                if (safe && marks == MaxMarks + 1)
                    result.Append(Ellipsis);
                else if (!safe && show)
                    AppendEscape(result, valid ? rune.Value : text[at]);
            }

            at += used;
        }

        return result?.ToString() ?? text;
    }

    private static bool IsKept(Rune rune, Rune previous, ReadOnlySpan<char> rest, LayoutCharacters keep) => rune.Value switch
    {
        '\n' => keep.HasFlag(LayoutCharacters.LineFeeds),
        '\t' => keep.HasFlag(LayoutCharacters.Tabs),
        CharacterSafety.ZeroWidthJoiner or CharacterSafety.ZeroWidthNonJoiner =>
            Rune.DecodeFromUtf16(rest, out var next, out _) == OperationStatus.Done && CharacterSafety.IsJoinable(rune, previous, next),
        _ => CharacterSafety.IsSafe(rune),
    };

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static void AppendEscape(StringBuilder result, int value)
    {
        _ = value switch
        {
            '\n' => result.Append("\\n"),
            '\r' => result.Append("\\r"),
            '\t' => result.Append("\\t"),
            < 0x100 => result.Append("\\x").Append(value.ToString("x2", CultureInfo.InvariantCulture)),
            < 0x10000 => result.Append("\\u").Append(value.ToString("x4", CultureInfo.InvariantCulture)),
            _ => result.Append("\\U").Append(value.ToString("x8", CultureInfo.InvariantCulture)),
        };
    }
}
