namespace Messenger.Benchmarks.Chat;

/// <summary>What entering cost.</summary>
/// <param name="Seconds">Until the last member was in.</param>
/// <param name="CpuSeconds">Of the server.</param>
/// <param name="BytesPerClient">Memory that the server keeps for each, idle.</param>
internal readonly record struct EnterResult(double Seconds, double CpuSeconds, double BytesPerClient);

/// <summary>How everybody came back.</summary>
/// <param name="Seconds">Until the last was in.</param>
/// <param name="Retries">Connections that the server turned away or gave up.</param>
internal readonly record struct StormResult(double Seconds, int Retries);

/// <summary>What talking cost, and how fast it was.</summary>
internal sealed record TalkResult
{
    /// <summary>Messages times those who had to hear them.</summary>
    public required long Deliveries { get; init; }

    /// <summary>Messages heard beyond that: doubles.</summary>
    public required long Surplus { get; init; }

    /// <summary>From the first word to the last ear.</summary>
    public required double Seconds { get; init; }

    /// <summary>Of the server.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Of the server, afterwards.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>How long messages took.</summary>
    public required LatencyLog Latencies { get; init; }
}
