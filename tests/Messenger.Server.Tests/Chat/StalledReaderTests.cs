using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

/// <summary>CTL-LIVE-4: one who does not read, among many.</summary>
public sealed class StalledReaderTests
{
    private const int Members = 500, Messages = 200, Bound = 128 << 10;

    [Fact]
    public void CTL_LIVE_4_one_stalled_reader_among_500_is_bounded_and_dropped_and_all_others_hear_everything_in_order()
    {
        var world = new ChatWorld(new ChatLimits { OutboxBytes = Bound });
        TestClient stalled = world.Login("stalled");
        List<TestClient> others = [];
        while (others.Count < Members - 1)
        {
            TestClient next = world.Login($"u{others.Count}");
            others.Add(next);
            next.Read();
            stalled.Read();
        }

        world.Advance(0.2, [stalled, .. others]);
        foreach (TestClient client in others)
            client.Read();
        var heard = new int[others.Count];
        int dropped = -1;
        for (int i = 0; i < Messages; i++)
        {
            others[i % others.Count].Say($"{i} {new string('x', 1_000)}");
            Assert.InRange(stalled.Outbox.WaitingBytes, 0, Bound);
            if (stalled.Session.Ended && dropped < 0)
                dropped = i;
            for (int k = 0; k < others.Count; k++)
            {
                MessagePosted posted = others[k].One<MessagePosted>();
                Assert.StartsWith($"{heard[k]++} ", posted.Message.Text, StringComparison.Ordinal);
            }
        }

        // It was given as much as the bound lets it have, and then what waited for it was let go.
        Assert.InRange(dropped, 100, Bound / 1_000);
        Assert.Equal(ClosingReason.TooSlow, stalled.One<Closing>().Reason);
        Assert.All(heard, count => Assert.Equal(Messages, count));
        Assert.Equal(Members - 1, world.Community.SessionCount);
    }
}
