using System.Text.Json.Serialization.Metadata;
using Messenger.Cli.Chat;
using Messenger.Cli.Output.Json;
using Messenger.Testing;

namespace Messenger.Cli.Tests.Output;

/// <summary>SCHEMA.md and the objects of the program, compared both ways.</summary>
public sealed class SchemaTests
{
    private static readonly SchemaDocument Document = new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SCHEMA.md")));

    public static TheoryData<string> Objects =>
        [.. typeof(JsonObject).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(JsonObject))).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Objects))]
    public void Every_member_is_described_and_every_described_one_is_there(string name)
    {
        var type = typeof(JsonObject).Assembly.GetTypes().Single(t => t.Name == name);
        var word = char.ToLowerInvariant(name[0]) + name[1..^"Object".Length];
        Assert.True(Document.Answers.TryGetValue(word, out var described), $"{word} is not in SCHEMA.md");
        var members = MembersOf(type).Except(["v", "type", "id"]).ToArray();
        Assert.Empty(members.Except(described));
        // The other words of a row are values; a word that no program writes is none of them.
        Assert.Empty(described.Where(w => char.IsLower(w[0]) && w.Any(char.IsUpper)).Except(members));
    }

    [Fact]
    public void Every_type_that_is_described_is_written()
    {
        var written = Objects.Select(o => (string)((Xunit.ITheoryDataRow)o).GetData()[0]!).Select(n => char.ToLowerInvariant(n[0]) + n[1..^"Object".Length]);
        Assert.Empty(Document.Answers.Keys.Except(written));
    }

    [Fact]
    public void Every_request_is_described_with_members_that_are_read()
    {
        Assert.Empty(RequestParser.Types.Except(Document.Requests.Keys));
        Assert.Empty(Document.Requests.Keys.Except(RequestParser.Types));
        var read = MembersOf(typeof(RequestObject)).ToArray();
        var described = Document.Requests.Values.SelectMany(w => w).ToHashSet();
        Assert.Empty(read.Except(described).Except(["v", "type", "id", "idText"]));
        Assert.Empty(described.Where(w => w.Any(char.IsUpper)).Except(read));
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        foreach (var member in JsonSchema.Default.GetTypeInfo(type)!.Properties)
        {
            yield return member.Name;
            var item = member.PropertyType.IsGenericType ? member.PropertyType.GetGenericArguments()[0] : null;
            if (item is null || !typeof(JsonObject).Namespace!.Equals(item.Namespace, StringComparison.Ordinal) || item.IsSubclassOf(typeof(JsonObject)))
                continue;
            foreach (JsonPropertyInfo nested in JsonSchema.Default.GetTypeInfo(item)!.Properties)
                yield return nested.Name;
        }
    }
}
