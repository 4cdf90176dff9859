namespace Messenger.Cli.Trace;

/// <summary>What a record of a transfer says about one moment; counts are from the connection's beginning.</summary>
/// <param name="Time">Since the record's beginning.</param>
/// <param name="Transport"><c>udp</c>, <c>tcp</c>, or empty before the first.</param>
internal sealed record TraceSample(TimeSpan Time, string Transport)
{
    /// <summary>The connection's number within the record.</summary>
    public int Connection { get; init; }

    /// <summary>What the transfer does.</summary>
    public string State { get; init; } = "moving";

    /// <summary>Bytes of all files.</summary>
    public long Total { get; init; }

    /// <summary>Bytes that are verified.</summary>
    public long Verified { get; init; }

    /// <summary>Bytes that travelled.</summary>
    public long Moved { get; init; }

    /// <summary>How long the peer has owed a sign of life.</summary>
    public TimeSpan Silence { get; init; }

    /// <summary>Time spent in writing to the disk, or to whoever reads the output, since the record's beginning.</summary>
    public TimeSpan WriteWait { get; init; }

    /// <summary>Packets that were sent in the direction of the bytes, as far as this end knows.</summary>
    public long Packets { get; init; }

    /// <summary>Of these, lost.</summary>
    public long Lost { get; init; }

    /// <summary>The smoothed round trip; null: none is known.</summary>
    public TimeSpan? Rtt { get; init; }

    /// <summary>The least round trip.</summary>
    public TimeSpan? LeastRtt { get; init; }
}
