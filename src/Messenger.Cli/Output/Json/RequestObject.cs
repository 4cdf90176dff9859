using System.Text.Json;

namespace Messenger.Cli.Output.Json;

/// <summary>A request on the standard input of <c>msgr chat --jsonl</c>: <c>type</c> says what, the other members go with it.</summary>
internal sealed record RequestObject
{
    public int? V { get; init; }
    public string? Type { get; init; }

    /// <summary>A string or a number; the answer carries it as a string.</summary>
    public JsonElement? Id { get; init; }

    public string? Room { get; init; }
    public string? With { get; init; }
    public string? To { get; init; }
    public string? Text { get; init; }
    public string? Topic { get; init; }
    public string? Reason { get; init; }
    public string? Name { get; init; }
    public string? Pattern { get; init; }
    public bool? Sha256 { get; init; }
    public int? Most { get; init; }
    public IReadOnlyList<string>? Files { get; init; }
    public string? Output { get; init; }
    public string? Transport { get; init; }
    public string? As { get; init; }
    public string? IfExists { get; init; }
    public int? Transfer { get; init; }
    public ulong? Parcel { get; init; }
    public string? Rate { get; init; }
    public string? For { get; init; }
    public bool? Open { get; init; }

    /// <summary>The id as answers carry it; null where there is none that can be carried.</summary>
    public string? IdText => Id?.ValueKind switch
    {
        JsonValueKind.String => Id.Value.GetString(),
        JsonValueKind.Number => Id.Value.GetRawText(),
        _ => null,
    };
}
