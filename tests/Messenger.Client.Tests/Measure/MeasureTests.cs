using Messenger.Client.Measure;
using Messenger.Contracts.Files;

namespace Messenger.Client.Tests.Measure;

public sealed class MeasureTests
{
    private static readonly PathResult Quiet = new()
    {
        Transport = TransferTransports.Rudp,
        Bytes = 10_000_000,
        Elapsed = TimeSpan.FromSeconds(2),
        PeakRate = 6_000_000,
        IdleRtt = TimeSpan.FromMilliseconds(20),
        LoadedRtt = TimeSpan.FromMilliseconds(21),
        Processors = 0.2,
        BufferDrops = 0,
    };

    [Fact]
    public void The_kernels_count_stands_under_its_name()
    {
        string[] lines =
        [
            "Tcp: RtoAlgorithm RtoMin",
            "Tcp: 1 200",
            "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors",
            "Udp: 100 1 7 90 6 0",
        ];
        Assert.Equal(6, UdpErrors.Parse(lines));
        Assert.Null(UdpErrors.Parse(lines[..3]));
        Assert.Null(UdpErrors.Parse(["Udp: InDatagrams", "Udp: 1"]));
        Assert.Null(UdpErrors.Parse(["Udp: RcvbufErrors", "Udp:"]));
        Assert.Null(UdpErrors.Parse([]));
    }

    [Fact]
    public void What_this_end_sees_names_the_limit()
    {
        Assert.Equal(PathLimit.Elsewhere, PathVerdict.Of(Quiet).Limit);
        Assert.Equal(PathLimit.SocketBuffer, PathVerdict.Of(Quiet with { BufferDrops = 5, Processors = 1 }).Limit);
        Assert.Equal(PathLimit.Processor, PathVerdict.Of(Quiet with { Processors = 0.95, LoadedRtt = TimeSpan.FromSeconds(1) }).Limit);
        Assert.Equal(PathLimit.Link, PathVerdict.Of(Quiet with { LoadedRtt = TimeSpan.FromMilliseconds(80) }).Limit);
        // Twice of nearly nothing is no queue.
        Assert.Equal(PathLimit.Elsewhere, PathVerdict.Of(Quiet with { IdleRtt = TimeSpan.FromMilliseconds(0.1), LoadedRtt = TimeSpan.FromMilliseconds(1) }).Limit);
        Assert.Equal(PathLimit.Elsewhere, PathVerdict.Of(Quiet with { LoadedRtt = null, BufferDrops = null }).Limit);
    }

    [Fact]
    public void That_TCP_suffers_from_loss_is_seen_beside_UDP_alone()
    {
        var tcp = Quiet with { Transport = TransferTransports.Tcp, PeakRate = 1_000_000 };
        Assert.Equal(PathLimit.Loss, PathVerdict.Of(tcp, Quiet).Limit);
        Assert.Equal(PathLimit.Elsewhere, PathVerdict.Of(tcp).Limit);
        Assert.Equal(PathLimit.Elsewhere, PathVerdict.Of(tcp with { PeakRate = 5_900_000 }, Quiet).Limit);
        Assert.Equal(PathLimit.Elsewhere, PathVerdict.Of(Quiet, tcp).Limit);
    }
}
