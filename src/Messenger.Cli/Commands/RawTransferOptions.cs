namespace Messenger.Cli.Commands;

/// <summary>What the commands that move files have in common, as it was typed.</summary>
internal record RawTransferOptions
{
    public bool Tcp { get; init; }
    public bool Udp { get; init; }
    public string? IfExists { get; init; }
    public string? LimitRate { get; init; }
    public string? Congestion { get; init; }
    public string? Trace { get; init; }
    public bool Json { get; init; }
    public bool JsonLines { get; init; }
    public bool NoProgress { get; init; }
    public bool Quiet { get; init; }
    public IReadOnlyList<string> Words { get; init; } = [];
}
