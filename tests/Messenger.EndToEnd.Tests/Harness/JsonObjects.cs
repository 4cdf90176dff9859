using System.Text.Json;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>Reading the objects that the client writes: what is not there is null.</summary>
internal static class JsonObjects
{
    /// <summary>One line, which must be an object of the first version of the schema.</summary>
    internal static JsonElement Parse(string line)
    {
        var value = JsonDocument.Parse(line).RootElement;
        Assert.Equal(1, value.GetProperty("v").GetInt32());
        return value;
    }

    /// <summary>All lines of an output.</summary>
    internal static JsonElement[] ParseLines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Whether it is of this type, and has these members.</summary>
    internal static bool Is(this JsonElement value, string type, params (string Member, string Text)[] members) =>
        value.Text("type") == type && members.All(m => value.Text(m.Member) == m.Text);

    /// <summary>A member as text; null where it is missing.</summary>
    internal static string? Text(this JsonElement value, string member) =>
        value.TryGetProperty(member, out var found) ? found.ToString() : null;

    /// <summary>A member that is a whole number.</summary>
    internal static long Number(this JsonElement value, string member) => value.GetProperty(member).GetInt64();

    /// <summary>A member that is true or false.</summary>
    internal static bool Flag(this JsonElement value, string member) => value.GetProperty(member).GetBoolean();

    /// <summary>A member of each element of a list.</summary>
    internal static string[] Texts(this JsonElement value, string list, string member) =>
        [.. value.GetProperty(list).EnumerateArray().Select(item => item.Text(member)!)];
}
