using System.Globalization;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Client.Measure;

/// <summary>What held a way back.</summary>
public enum PathLimit
{
    /// <summary>A queue grew before the slowest hop: its rate is all there is.</summary>
    Link,

    /// <summary>This machine's processor.</summary>
    Processor,

    /// <summary>This machine's receive buffer for UDP.</summary>
    SocketBuffer,

    /// <summary>TCP takes losses for congestion.</summary>
    Loss,

    /// <summary>Nothing that is seen from here: the server, or its own processor or network.</summary>
    Elsewhere,
}

/// <summary>Says what limited a measurement, from what this end can see. No disk takes part in one.</summary>
/// <param name="Limit">What.</param>
/// <param name="Sentence">Why that is thought, and what to do.</param>
public sealed record PathVerdict(PathLimit Limit, string Sentence)
{
    // Of one processor: the socket's thread and its helpers have no more to give.
    private const double Busy = 0.9;

    // A queue of this length, or twice the idle round trip, is one that the flow itself has built.
    private static readonly TimeSpan Queue = TimeSpan.FromMilliseconds(5);

    /// <summary>The verdict on one way.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="other">The other way's result, where both were measured: UDP tells what the link can, whatever is lost on it.</param>
    public static PathVerdict Of(PathResult result, PathResult? other = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var udp = result.Transport == TransferTransports.Rudp;
        if (udp && result.BufferDrops is > 0 and var drops)
        {
            return new(PathLimit.SocketBuffer, string.Create(
                CultureInfo.InvariantCulture,
                $"the receive buffer: this machine's kernel dropped {Plural.Of(drops, "datagram")} that had arrived; raise it with sysctl -w net.core.rmem_max=8388608"));
        }

        if (result.Processors >= Busy)
            return new(PathLimit.Processor, string.Create(CultureInfo.InvariantCulture, $"this machine's processor: msgr kept {result.Processors:0.0} of it busy"));
        if (result.LoadedRtt is { } loaded && loaded - result.IdleRtt is var grown && grown > Queue && loaded > result.IdleRtt * 1.5)
        {
            return new(PathLimit.Link, string.Create(
                CultureInfo.InvariantCulture,
                $"the link: a queue of {grown.TotalMilliseconds:0} ms grew before its slowest hop, so its rate is all there is"));
        }

        if (!udp && other is { Transport: TransferTransports.Rudp } && other.PeakRate > result.PeakRate * 1.5)
            return new(PathLimit.Loss, "loss: TCP slows down for what is lost on the way, and UDP on the same way does not; use --udp");
        return udp
            ? new(PathLimit.Elsewhere, "the link or the server: no queue grew, and this machine had time and buffers to spare")
            : new(PathLimit.Elsewhere, "loss, the link or the server: no queue grew, and this machine had time to spare; msgr bench --udp tells loss from the rest");
    }
}
