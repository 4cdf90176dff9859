using System.Net;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Transfer.Tests.Rudp;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Impairments;

public sealed class ImpairedTransferTests
{
    [Fact]
    public async Task A_file_arrives_whole_over_a_link_that_does_everything_wrong()
    {
        // With larger packets there are so few that any of these may happen to none of them.
        var client = new Impairment(ImpairmentText.Parse("loss=5%,burst=3,delay=2ms,jitter=2ms,reorder=5%/5ms,dup=2%,corrupt=2%,mtu=1400,seed=7"));
        var server = new Impairment(ImpairmentText.Parse("loss=2%,rate=400M,mtu=1400,seed=8"));
        using var world = new World();
        using var rudp = new RudpWorld(IPAddress.Loopback, serverImpairment: server, clientImpairment: client);
        world.MakeSource("a", 2_000_000);
        (TransferResult sent, TransferResult received) = await rudp.RunAsync(world, world.OpenSource(65_536));
        Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (sent.End, received.End));
        world.AssertSame();
        Assert.All([client.Incoming.Lost, client.Incoming.HeldBack, client.Incoming.Doubled, client.Incoming.Damaged, server.Outgoing.Lost], count => Assert.True(count > 0));
        Assert.True(client.Outgoing.Datagrams > 0);
    }
}
