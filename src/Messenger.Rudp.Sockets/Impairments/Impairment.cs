namespace Messenger.Rudp.Sockets.Impairments;

/// <summary>The impairment of a program: its options, and what it did so far on all sockets.</summary>
/// <param name="options">What is done.</param>
public sealed class Impairment(ImpairmentOptions options)
{
    private int _paths;

    /// <summary>What is done.</summary>
    public ImpairmentOptions Options => options;

    /// <summary>What was done to datagrams that left.</summary>
    public ImpairmentCounters Outgoing { get; } = new();

    /// <summary>What was done to datagrams that came.</summary>
    public ImpairmentCounters Incoming { get; } = new();

    /// <summary>What was done, as a line for people.</summary>
    public string Summary => $"impair: sent {Outgoing}; received {Incoming}";

    /// <summary>The links of a socket of its own: sockets do not share a bottleneck, and chance differs between them.</summary>
    internal ImpairedPath CreatePath()
    {
        int number = Interlocked.Increment(ref _paths);
        return new ImpairedPath(
            new ImpairedLink(options, new Random(HashCode(number, 1)), Outgoing),
            new ImpairedLink(options, new Random(HashCode(number, 2)), Incoming));
    }

    // Not System.HashCode, which differs from process to process.
    private int HashCode(int number, int direction) => unchecked((((options.Seed * 31) + number) * 31) + direction);
}

/// <summary>Both directions of one socket.</summary>
internal sealed record ImpairedPath(ImpairedLink Outgoing, ImpairedLink Incoming);
