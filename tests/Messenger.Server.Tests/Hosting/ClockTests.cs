using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Control;

namespace Messenger.Server.Tests.Hosting;

/// <summary>The machine's clock is set while the server runs: by a day, to either side.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Nobody_is_lost_and_nothing_expires_when_the_clock_jumps_by_a_day(int days)
    {
        var time = new SetTime();
        await using ServerFixture fixture = await ServerFixture.StartAsync(time: time);
        fixture.Directory.Write("files/file.txt");
        using IdentityKey annKey = IdentityKey.Create(), bobKey = IdentityKey.Create(), lateKey = IdentityKey.Create();
        await using WireClient ann = await fixture.ConnectAsync(annKey), bob = await fixture.ConnectAsync(bobKey);
        await ann.LogInAsync("ann");
        await bob.LogInAsync("bob");
        await ann.SendAsync(Say("before"));
        long before = (await bob.ReadAsync<MessagePosted>(m => m.Message!.Text == "before")).Message!.Sequence;
        await ann.SendAsync(new OpenDownload { RequestId = 7, Selections = ["file.txt"], Transports = TransferTransports.Tcp, HasAes = true });
        TransferOffer offer = await ann.ReadAsync<TransferOffer>();

        time.Jump = TimeSpan.FromDays(days);
        await ann.SendAsync(Say("after"));
        ChatMessage after = (await bob.ReadAsync<MessagePosted>(m => m.Message!.Text == "after")).Message!;
        Assert.Equal(before + 1, after.Sequence);
        // The sweep that ends the silent comes every half second, by the clock that nobody sets.
        using (ChatGate.Turn turn = fixture.Server.Gate.Enter())
            turn.Community.HandleTimeout(turn.Now);
        await bob.SendAsync(new ListMembers { RequestId = 8 });
        Assert.Equal(["ann", "bob"], (await bob.ReadAsync<MemberPage>()).Members.Select(m => m.Name));

        await using WireClient late = await fixture.ConnectAsync(lateKey);
        await late.LogInAsync("late");
        await late.SendAsync(new FetchHistory { RequestId = 9, Log = "lobby" });
        Assert.Equal(["before", "after"], (await late.ReadAsync<HistoryPage>()).Messages.Select(m => m.Text));
        // The offer still waits.
        await ann.SendAsync(new FetchPlan { RequestId = 10, TransferId = offer.TransferId });
        Assert.Equal("file.txt", Assert.Single((await ann.ReadAsync<PlanPage>()).Files).Path);
    }

    private static PostMessage Say(string text) => new() { RequestId = 1, Room = "lobby", Text = text, ClientMessageId = Guid.NewGuid() };

    /// <summary>The machine's time, whose date somebody sets.</summary>
    private sealed class SetTime : TimeProvider
    {
        private long _jump;

        public TimeSpan Jump { set => Volatile.Write(ref _jump, value.Ticks); }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Volatile.Read(ref _jump));
    }
}
