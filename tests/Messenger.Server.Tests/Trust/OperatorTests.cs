using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Server.Tests.Chat;
using Messenger.Server.Tests.Control;
using Messenger.Server.Trust;

namespace Messenger.Server.Tests.Trust;

/// <summary>CTL-TRUST: what operators do, over the wire.</summary>
public sealed class OperatorTests : IAsyncLifetime
{
    private readonly ControlHost _host = new();
    private WireClient _ada = null!;
    private uint _requestId = 100;

    public async ValueTask InitializeAsync()
    {
        Assert.True(Target.TryParse(ChatWorld.Key(1).ToString(), out Target? ada));
        _host.Policy.AddOperator(ada);
        _ada = await _host.ConnectAsync(1, from: "192.0.2.1");
        await _ada.LogInAsync("ada");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task CTL_TRUST_1_who_is_no_operator_is_refused_every_act()
    {
        WireClient bob = await EnterAsync("bob", 2);
        foreach (string act in (string[])["kick", "ban", "sessions", "operators", "help", "nonsense", ""])
            Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync(bob, act, "ada")).Code);
        Assert.Empty(_host.Audit);
        await SaysAsync(bob);
    }

    [Fact]
    public async Task CTL_TRUST_3_who_is_kicked_is_told_why_and_may_come_back()
    {
        WireClient bob = await EnterAsync("bob", 2);
        Assert.Equal("bob is removed: 1 session ended", Assert.Single((await DoneAsync("kick", "bob", "too", "loud")).Lines));

        var end = await bob.ReadAsync<Closing>();
        Assert.Equal((ClosingReason.Removed, -1, "You were removed by ada: too loud."), (end.Reason, end.ReconnectAfterMilliseconds, end.Sentence));
        await _ada.SendAsync(new ListMembers { RequestId = 40 });
        Assert.Equal(["ada"], (await _ada.ReadAsync<MemberPage>()).Members.Select(member => member.Name));
        await EnterAsync("bob", 2);
        Assert.Contains("\"act\":\"kick\"", Assert.Single(_host.Audit));
        Assert.Equal(RefusalCode.UserOffline, (await RefusedAsync(_ada, "kick", "nobody")).Code);
        Assert.Equal(RefusalCode.BadRequest, (await RefusedAsync(_ada, "kick", "ada")).Code);
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("network")]
    [InlineData("key")]
    public async Task CTL_TRUST_3_a_ban_ends_sessions_and_refuses_logins_until_it_is_over(string whom)
    {
        WireClient bob = await EnterAsync("bob", 2, "192.0.2.200");
        string target = whom switch { "key" => ChatWorld.Key(2).ToString(), "bob" => "bob", _ => "192.0.2.200/29" }; // The operator's own address is not in it.
        await DoneAsync("ban", target, "2h", "spam");
        var end = await bob.ReadAsync<Closing>();
        Assert.Equal(ClosingReason.Removed, end.Reason);
        Assert.Contains("by ada: spam", end.Sentence, StringComparison.Ordinal);

        Refused refused = await TryLoginAsync("bob", 2, "192.0.2.200");
        Assert.Equal((RefusalCode.AccessDenied, end.Sentence), (refused.Code, refused.Sentence));
        if (whom != "network")
            Assert.Equal(RefusalCode.AccessDenied, (await TryLoginAsync("robert", 2, "198.51.100.1")).Code);
        Assert.Single((await DoneAsync("bans")).Lines);

        _host.Time.Advance(TimeSpan.FromHours(2));
        await EnterAsync("bob", 2, "192.0.2.200");
        Assert.Equal("nobody is banned", Assert.Single((await DoneAsync("bans")).Lines));
    }

    [Fact]
    public async Task A_ban_can_be_lifted_and_oneself_cannot_be_banned()
    {
        await DoneAsync("ban", "bob");
        Assert.Equal(RefusalCode.AccessDenied, (await TryLoginAsync("bob", 2)).Code);
        await DoneAsync("unban", "bob");
        Assert.Equal(RefusalCode.NoSuchUser, (await RefusedAsync(_ada, "unban", "bob")).Code);
        await EnterAsync("bob", 2);
        foreach (string own in (string[])["ada", "192.0.2.0/24", ChatWorld.Key(1).ToString()])
            Assert.Equal(RefusalCode.BadRequest, (await RefusedAsync(_ada, "ban", own)).Code);
        Assert.Equal(RefusalCode.BadRequest, (await RefusedAsync(_ada, "ban", "a/b")).Code);
        Assert.Equal(RefusalCode.BadRequest, (await RefusedAsync(_ada, "ban")).Code);
        Assert.Equal(["Ban bob", "not Ban bob"], _host.Trust.Saved);
    }

    [Fact]
    public async Task CTL_TRUST_4_a_muted_user_reads_and_does_not_speak()
    {
        WireClient bob = await EnterAsync("bob", 2);
        await DoneAsync("mute", "bob", "10m", "calm down");
        await bob.SayAsync("hello");
        Assert.Contains("muted", (await bob.ReadAsync<Refused>()).Sentence, StringComparison.Ordinal);
        await bob.SendAsync(new SetTopic { RequestId = 50, Room = "lobby", Topic = "mine" });
        Assert.Equal(50u, (await bob.ReadAsync<Refused>()).RequestId);
        await bob.SendAsync(new SetAway { RequestId = 51, Reason = "sulking" });
        Assert.Equal(51u, (await bob.ReadAsync<Refused>()).RequestId);

        // Whoever comes back is muted still.
        await bob.SendAsync(new Logout());
        bob = await EnterAsync("bob", 2);
        await bob.SayAsync("hello");
        await bob.ReadAsync<Refused>();
        await _ada.SayAsync("quiet, is it not");
        await bob.ReadAsync<MessagePosted>();
        await DoneAsync("unmute", "bob");
        await SaysAsync(bob);
    }

    [Fact]
    public async Task A_locked_rooms_topic_is_the_operators_and_the_room_stays()
    {
        WireClient bob = await EnterAsync("bob", 2);
        await DoneAsync("lock", "rules", "be kind");
        await bob.SendAsync(new JoinRoom { RequestId = 60, Room = "rules" });
        Assert.Equal("be kind", (await bob.ReadAsync<RoomJoined>(room => room.Room == "rules")).Topic);
        await bob.SendAsync(new SetTopic { RequestId = 61, Room = "rules", Topic = "be rude" });
        Assert.Equal(RefusalCode.AccessDenied, (await bob.ReadAsync<Refused>()).Code);
        await DoneAsync("unlock", "rules");
        await bob.SendAsync(new SetTopic { RequestId = 62, Room = "rules", Topic = "be bold" });
        Assert.Equal("be bold", (await bob.ReadAsync<TopicChanged>()).Topic);
    }

    [Fact]
    public async Task A_server_that_is_closed_to_newcomers_lets_those_in_whom_it_knows()
    {
        WireClient bob = await EnterAsync("bob", 2);
        await DoneAsync("newcomers", "off");
        await bob.SendAsync(new Logout());
        await EnterAsync("bob", 2);
        Assert.Equal(RefusalCode.AccessDenied, (await TryLoginAsync("carl", 3)).Code);
        await DoneAsync("newcomers", "on");
        await EnterAsync("carl", 3);
    }

    [Fact]
    public async Task Sessions_are_seen_with_their_addresses_and_keys()
    {
        await EnterAsync("bob", 2, "2001:db8::7");
        Operated all = await DoneAsync("sessions");
        Assert.Equal(2, all.Lines.Length);
        string[] bob = Assert.Single((await DoneAsync("sessions", "2001:db8::/32")).Lines).Split('\t');
        Assert.Equal(["bob", "chat", "2001:db8::7", ChatWorld.Key(2).ToString()], bob[..4]);
        Assert.Equal("wire", bob[9]);
        Assert.All(bob[4..9], number => Assert.True(long.Parse(number, System.Globalization.CultureInfo.InvariantCulture) >= 0));
    }

    [Fact]
    public async Task Operators_are_made_by_the_keeper_alone_and_at_once()
    {
        WireClient bob = await EnterAsync("bob", 2);
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync(_ada, "operators", "add", "bob")).Code);
        OperatorDesk desk = _host.Context.Operators;
        Assert.Equal(RefusalCode.NoSuchUser, (await desk.RunAsync(ActCaller.Keeper, "operators", ["add", "nobody"])).Refusal!.Code);
        Assert.Null((await desk.RunAsync(ActCaller.Keeper, "operators", ["add", "bob"])).Refusal);
        await bob.SendAsync(new Operate { RequestId = 70, Act = "operators" });
        Assert.Contains("bob", (await bob.ReadAsync<Operated>()).Lines);
        Assert.Null((await desk.RunAsync(ActCaller.Keeper, "operators", ["remove", "bob"])).Refusal);
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync(bob, "sessions")).Code);
    }

    [Fact]
    public void A_long_answer_is_cut_to_what_fits_into_a_frame()
    {
        string[] page = ActAnswer.Say([.. Enumerable.Range(0, 5_000).Select(i => $"line {i} {new string('é', 40)}")]).Page();
        Assert.True(page.Length < 1_025);
        Assert.Equal($"and {5_000 - page.Length + 1} more: say whom you mean", page[^1]);
        Assert.True(Messenger.Contracts.Framing.ControlCodec.Encode(new Operated { Lines = page }).Length < Messenger.Contracts.WireLimits.FrameBytes);
    }

    private async Task<WireClient> EnterAsync(string name, int key, string? from = null)
    {
        WireClient client = await _host.ConnectAsync(key, from: from);
        await client.LogInAsync(name);
        await client.ReadAsync<RoomJoined>();
        return client;
    }

    private async Task<Refused> TryLoginAsync(string name, int key, string? from = null)
    {
        WireClient client = await _host.ConnectAsync(key, from: from);
        await client.SendAsync(new Login { Name = name, Purpose = SessionPurpose.Chat });
        return await client.ReadAsync<Refused>();
    }

    private async Task<Operated> DoneAsync(string act, params string[] words)
    {
        await _ada.SendAsync(new Operate { RequestId = ++_requestId, Act = act, Words = words });
        return await _ada.ReadAsync<Operated>(answer => answer.RequestId == _requestId);
    }

    private async Task<Refused> RefusedAsync(WireClient client, string act, params string[] words)
    {
        await client.SendAsync(new Operate { RequestId = ++_requestId, Act = act, Words = words });
        return await client.ReadAsync<Refused>(answer => answer.RequestId == _requestId);
    }

    private static async Task<MessageAccepted> SaysAsync(WireClient client)
    {
        await client.SayAsync("hello");
        return await client.ReadAsync<MessageAccepted>();
    }
}
