using System.Globalization;
using System.Text;
using System.Text.Json;
using Messenger.Cli.Output.Json;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>What is wrong with a line that is no request, in the words of who wrote it.</summary>
internal static class RequestFault
{
    /// <summary>What is wrong, and at which column, the first being 1.</summary>
    /// <param name="line">The line.</param>
    /// <param name="error">What the parser threw.</param>
    public static string Describe(string line, JsonException error)
    {
        var index = IndexOf(line, error.BytePositionInLine ?? 0);
        // The parser's own complaint stands behind the one about the object: the line is no JSON.
        if (error.InnerException is JsonException)
            return index >= line.Length ? $"it ends at column {Column(line, line.Length)}, and the object does not" : $"{Shown(line, index)} cannot stand at column {Column(line, index)}";
        var member = (error.Path ?? "$").TrimStart('$').TrimStart('.');
        return member.Length == 0 ? "it is no object; one begins with {" : $"the member {SafeText.Show(member)} must be {KindOf(member)} (column {Column(line, index)})";
    }

    private static string KindOf(string member)
    {
        var name = member.Split('[')[0];
        var type = JsonSchema.Default.RequestObject.Properties.FirstOrDefault(p => p.Name == name)?.PropertyType;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(ulong) => "a whole number",
            _ when type == typeof(IReadOnlyList<string>) && name == member => "a list of strings",
            _ => "a string",
        };
    }

    private static string Shown(string line, int index)
    {
        Rune.DecodeFromUtf16(line.AsSpan(index), out var rune, out _);
        return $"'{SafeText.Show(rune.ToString())}'";
    }

    private static string Column(string line, int index) => (line[..index].EnumerateRunes().Count() + 1).ToString(CultureInfo.InvariantCulture);

    // The parser counts bytes of UTF-8.
    private static int IndexOf(string line, long bytes)
    {
        var index = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes < rune.Utf8SequenceLength)
                break;
            bytes -= rune.Utf8SequenceLength;
            index += rune.Utf16SequenceLength;
        }

        return index;
    }
}
