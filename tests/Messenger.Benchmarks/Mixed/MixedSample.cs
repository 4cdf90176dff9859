namespace Messenger.Benchmarks.Mixed;

/// <summary>A look at the server, and at what happened since the one before.</summary>
internal sealed record MixedSample
{
    /// <summary>Since the beginning.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The server's memory.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>The server's open descriptors.</summary>
    public required int Descriptors { get; init; }

    /// <summary>The server's processor time, as a share of one processor.</summary>
    public required double CpuShare { get; init; }

    /// <summary>Messages heard as they were said, a second.</summary>
    public required double Deliveries { get; init; }

    /// <summary>Of the times from saying to hearing, milliseconds.</summary>
    public required double Median { get; init; }

    /// <summary>99 % of the times are below it.</summary>
    public required double Percentile99 { get; init; }

    /// <summary>The longest of the times.</summary>
    public required double Longest { get; init; }

    /// <summary>Its memory in MiB.</summary>
    internal double Mebibytes => ResidentBytes / 1048576.0;
}
