namespace Messenger.Cli.Output.Json;

/// <summary>How fast the way to a server is.</summary>
internal sealed record BenchObject(string Server, IReadOnlyList<BenchItem> Ways) : JsonObject("bench");

internal sealed record BenchItem(string Transport)
{
    public required long Bytes { get; init; }
    public required double ElapsedSeconds { get; init; }
    public required double BytesPerSecond { get; init; }
    public required double PeakBytesPerSecond { get; init; }
    public required double IdleRttMilliseconds { get; init; }
    public double? LoadedRttMilliseconds { get; init; }
    public required double Processors { get; init; }
    public long? BufferDrops { get; init; }
    public required string LimitedBy { get; init; }
    public required string Sentence { get; init; }
}

/// <summary>What the record of a transfer says.</summary>
internal sealed record TraceObject(double Seconds, long TotalBytes, long VerifiedBytes, IReadOnlyList<string> Verdict) : JsonObject("trace");

/// <summary>What a doctor found, one check after the other.</summary>
internal sealed record DoctorObject(string Server, int Exit, IReadOnlyList<CheckItem> Checks) : JsonObject("doctor");

internal sealed record CheckItem(string Check, string Result, string Finding)
{
    public string? Advice { get; init; }
}
