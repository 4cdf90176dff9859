using System.Text.Json;
using System.Text.RegularExpressions;

namespace Messenger.Testing;

/// <summary>SCHEMA.md as tests read it: which members each type of object may have, by the tables of the document.</summary>
public sealed partial class SchemaDocument
{
    private readonly Dictionary<string, HashSet<string>> _answers = [];

    /// <summary>Reads the document.</summary>
    /// <param name="markdown">Its text.</param>
    public SchemaDocument(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        Dictionary<string, HashSet<string>>? table = null;
        foreach (string line in markdown.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                table = line.StartsWith("## Requests", StringComparison.Ordinal) ? Requests : _answers;
            if (table is null || !line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| `type`", StringComparison.Ordinal))
                continue;
            string[] cells = line.Trim('|', ' ').Split(" |");
            foreach (string type in WordsOf(cells[0]))
                table.TryAdd(type, []);
            foreach (string type in WordsOf(cells[0]))
                table[type].UnionWith(WordsOf(cells.Length > 1 ? cells[1] : ""));
        }
    }

    /// <summary>The requests, and the words in the description of each.</summary>
    public Dictionary<string, HashSet<string>> Requests { get; } = [];

    /// <summary>The types of events, answers and documents, and the words in the description of each: members and their values.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Answers => _answers;

    /// <summary>What an object has that the document does not tell of.</summary>
    /// <param name="value">An object as a program wrote it.</param>
    /// <returns>Names of types and members; none for an object as it is described.</returns>
    public IReadOnlyList<string> Unknown(JsonElement value)
    {
        string type = value.TryGetProperty("type", out JsonElement named) ? named.GetString() ?? "" : "";
        if (!_answers.TryGetValue(type, out HashSet<string>? words))
            return [$"type {type}"];
        return [.. MembersOf(value).Where(member => member is not ("v" or "type" or "id") && !words.Contains(member) && !IsNestedMessage(type, member)).Select(member => $"{type}.{member}")];
    }

    // A history is a list of objects that have a row of their own.
    private bool IsNestedMessage(string type, string member) => type == "history" && _answers["message"].Contains(member);

    private static IEnumerable<string> MembersOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => MembersOf(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(MembersOf),
        _ => [],
    };

    private static IEnumerable<string> WordsOf(string cell) => Code().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`([A-Za-z0-9-]+)`")]
    private static partial Regex Code();
}
