using System.Text.Json.Serialization;

namespace Messenger.Cli.Output.Json;

/// <summary>What every object of <c>--json</c> and <c>--jsonl</c> begins with; all are described in SCHEMA.md.</summary>
/// <param name="Type">What it is.</param>
internal abstract record JsonObject([property: JsonPropertyOrder(-2)] string Type)
{
    /// <summary>The schema's version: members are added without changing it, never removed or given another meaning.</summary>
    [JsonPropertyName("v"), JsonPropertyOrder(-3)]
    public int Version => 1;

    /// <summary>The id of the request that this answers; absent where none is answered, or it had none.</summary>
    [JsonPropertyOrder(-1)]
    public string? Id { get; init; }
}
