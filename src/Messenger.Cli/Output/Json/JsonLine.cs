using System.Text.Json;

namespace Messenger.Cli.Output.Json;

/// <summary>Objects as lines, and lines as requests.</summary>
internal static class JsonLine
{
    // What would act on a terminal is escaped.
    private static readonly JsonSchema Schema = new(new JsonSerializerOptions(JsonSchema.Default.Options!) { Encoder = TerminalSafeEncoder.Instance });

    /// <summary>An object as one line, without its line feed.</summary>
    public static string Write(JsonObject value) => JsonSerializer.Serialize(value, value.GetType(), Schema);

    /// <summary>Reads a request.</summary>
    /// <exception cref="JsonException">It is no JSON object, or a member has the wrong type.</exception>
    public static RequestObject? ReadRequest(string line) => JsonSerializer.Deserialize(line, Schema.RequestObject);
}
