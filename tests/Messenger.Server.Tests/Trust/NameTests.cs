using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Tests.Chat;
using Messenger.Server.Tests.Control;
using Messenger.Server.Trust;

namespace Messenger.Server.Tests.Trust;

/// <summary>Names that the keeper gives and takes, and what is for some alone.</summary>
public sealed class NameTests : IAsyncLifetime
{
    private readonly ControlHost _host = new();

    private OperatorDesk Desk => _host.Context.Operators;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Where_names_are_listed_nobody_takes_one_and_the_keeper_gives_them_to_keys()
    {
        _host.Policy.Rules = new EntryRules { Names = NamePolicy.Listed };
        Refused refused = await TryAsync("bob", 2);
        Assert.Equal(RefusalCode.AccessDenied, refused.Code);
        Assert.Contains(ChatWorld.Key(2).ToString(), refused.Sentence, StringComparison.Ordinal);

        Assert.Null((await Desk.RunAsync(ActCaller.Keeper, "names", ["add", "Bob", ChatWorld.Key(2).ToString()])).Refusal);
        await EnterAsync("bob", 2);
        Assert.Equal(RefusalCode.NameTaken, (await TryAsync("bob", 3)).Code);
        Assert.Equal(RefusalCode.NameTaken, (await Desk.RunAsync(ActCaller.Keeper, "names", ["add", "B0b", ChatWorld.Key(3).ToString()])).Refusal!.Code);
        Assert.StartsWith($"Bob\t{ChatWorld.Key(2)}\t", Assert.Single((await Desk.RunAsync(ActCaller.Keeper, "names", [])).Lines), StringComparison.Ordinal);
        Assert.Equal(["name Bob"], _host.Trust.Saved);
    }

    [Fact]
    public async Task A_name_that_is_taken_away_leaves_nothing_of_its_owner_to_the_next()
    {
        WireClient bob = await EnterAsync("bob", 2);
        await bob.WhisperAsync("bob", "a note to myself");
        await bob.ReadAsync<MessageAccepted>();
        await Desk.RunAsync(ActCaller.Keeper, "operators", ["add", "bob"]);
        Assert.Null((await Desk.RunAsync(ActCaller.Keeper, "names", ["remove", "BOB"])).Refusal);
        Assert.Equal(ClosingReason.Removed, (await bob.ReadAsync<Closing>()).Reason);
        Assert.Empty(_host.Policy.Operators);

        WireClient next = await EnterAsync("bob", 3);
        await next.SendAsync(new FetchHistory { RequestId = 9, Log = "@", After = -1 });
        Assert.Empty((await next.ReadAsync<HistoryPage>()).Messages);
        await next.SendAsync(new Operate { RequestId = 10, Act = "sessions" });
        Assert.Equal(RefusalCode.AccessDenied, (await next.ReadAsync<Refused>()).Code);
        Assert.Equal(RefusalCode.NoSuchUser, (await Desk.RunAsync(ActCaller.Keeper, "names", ["remove", "nobody"])).Refusal!.Code);
    }

    [Fact]
    public void What_looks_like_a_name_that_was_let_go_is_free_unless_its_owner_has_another_such()
    {
        var names = new NameRegistry(new ChatLimits());
        NameClaim one = Claim(names, "bob1", 1)!;
        NameClaim other = Claim(names, "bobl", 1)!;
        names.Release(one);
        Assert.Null(Claim(names, "bob1", 2));
        Assert.True(names.HasNames(ChatWorld.Key(1)));
        names.Release(other);
        Assert.False(names.HasNames(ChatWorld.Key(1)));
        Assert.NotNull(Claim(names, "bob1", 2));
        names.Release(one);
        Assert.Equal(1, names.Count);
    }

    [Fact]
    public async Task CTL_NAME_6_who_takes_another_name_keeps_rights_and_the_name_before()
    {
        WireClient ada = await EnterAsync("ada", 2), bob = await EnterAsync("bob", 3);
        await Desk.RunAsync(ActCaller.Keeper, "operators", ["add", "ada"]);
        _host.Policy.Rules = new EntryRules { Uploads = AudienceOf("ada") };
        await ada.SendAsync(new Rename { RequestId = 50, Name = "Zoe" });
        Assert.Equal((50u, "Zoe"), await ada.ReadAsync<Renamed>() is var renamed ? (renamed.RequestId, renamed.Name) : default);
        Assert.Contains("name Zoe", _host.Trust.Saved);
        PresenceChanged told = await bob.ReadAsync<PresenceChanged>(delta => delta.Left.Length > 0);
        Assert.Equal(("ada", "Zoe"), (told.Left[0].Name, told.Left[0].NewName));
        await ada.SendAsync(new Operate { RequestId = 51, Act = "operators" });
        Assert.Equal(51u, (await ada.ReadAsync<Operated>()).RequestId);
        Assert.False(await IsForbiddenAsync(ada, new OpenUpload { RequestId = 5 }));
        Assert.Equal(RefusalCode.NameTaken, (await TryAsync("ada", 3)).Code);
        Assert.Equal(RefusalCode.NameTaken, (await AskAsync(bob, new Rename { RequestId = 52, Name = "zoe" })).Code);
        Assert.Equal(RefusalCode.NameInvalid, (await AskAsync(bob, new Rename { RequestId = 53, Name = "a b" })).Code);

        // A ban of either name is one of the person.
        await Desk.RunAsync(ActCaller.Keeper, "ban", ["ada"]);
        Assert.Equal(ClosingReason.Removed, (await ada.ReadAsync<Closing>()).Reason);
    }

    [Fact]
    public async Task CTL_NAME_7_who_lets_a_name_go_is_told_so_leaves_and_has_no_right_by_it_any_more()
    {
        WireClient ada = await EnterAsync("ada", 2), other = await EnterAsync("ada", 2);
        await Desk.RunAsync(ActCaller.Keeper, "operators", ["add", "ada"]);
        await ada.SendAsync(new ReleaseName { RequestId = 50 });
        Assert.Equal(50u, (await ada.ReadAsync<Done>()).RequestId);
        foreach (WireClient session in (WireClient[])[ada, other])
            Assert.Equal(ClosingReason.Removed, (await session.ReadAsync<Closing>()).Reason);
        Assert.Contains("not name ada", _host.Trust.Saved);
        Assert.Empty(_host.Policy.Operators);
        await EnterAsync("ada", 3);
        Assert.Equal(RefusalCode.NameTaken, (await TryAsync("ada", 2)).Code);
    }

    [Fact]
    public async Task Who_is_muted_keeps_the_name_and_a_banned_name_is_nobodys()
    {
        WireClient ada = await EnterAsync("ada", 2);
        await Desk.RunAsync(ActCaller.Keeper, "ban", ["zoe"]);
        Assert.Equal(RefusalCode.AccessDenied, (await AskAsync(ada, new Rename { RequestId = 50, Name = "zoe" })).Code);
        await Desk.RunAsync(ActCaller.Keeper, "mute", ["ada", "1h"]);
        Assert.Equal(RefusalCode.AccessDenied, (await AskAsync(ada, new Rename { RequestId = 51, Name = "yes-I-can-talk" })).Code);
        Assert.Equal(RefusalCode.AccessDenied, (await AskAsync(ada, new ReleaseName { RequestId = 52 })).Code);
        Assert.DoesNotContain("not name ada", _host.Trust.Saved);
    }

    [Fact]
    public async Task The_keeper_gives_a_user_another_name_while_it_is_here()
    {
        WireClient ada = await EnterAsync("ada", 2);
        Assert.Null((await Desk.RunAsync(ActCaller.Keeper, "names", ["rename", "ada", "Countess"])).Refusal);
        Assert.Equal("Countess", Assert.Single((await ada.ReadAsync<PresenceChanged>(delta => delta.Left.Length > 0)).Left).NewName);
        await ada.SayAsync("hello");
        Assert.Equal("Countess", (await ada.ReadAsync<MessagePosted>()).Message.From);
        Assert.Equal(RefusalCode.NoSuchUser, (await Desk.RunAsync(ActCaller.Keeper, "names", ["rename", "nobody", "x"])).Refusal!.Code);
    }

    [Fact]
    public async Task Where_names_are_open_one_is_whoevers_is_online_with_it_and_nothing_is_stored()
    {
        Open();
        WireClient ada = await EnterAsync("ada", 2), second = await EnterAsync("ada", 2);
        await ada.WhisperAsync("ada", "a note to myself");
        await ada.ReadAsync<MessageAccepted>();
        Assert.Equal(RefusalCode.NameTaken, (await TryAsync("ada", 3)).Code);
        Assert.Equal(RefusalCode.NameTaken, (await TryAsync("Ada", 3)).Code);
        await LeaveAsync(ada);
        Assert.Equal(RefusalCode.NameTaken, (await TryAsync("ada", 3)).Code);
        await LeaveAsync(second);

        WireClient other = await EnterAsync("ada", 3);
        await other.SendAsync(new FetchHistory { RequestId = 9, Log = "@", After = -1 });
        Assert.Empty((await other.ReadAsync<HistoryPage>()).Messages);
        await other.SendAsync(new Rename { RequestId = 10, Name = "zoe" });
        await other.ReadAsync<Renamed>();
        await EnterAsync("ada", 2);
        Assert.Equal(RefusalCode.BadRequest, (await AskAsync(other, new ReleaseName { RequestId = 11 })).Code);
        Assert.Empty(_host.Names.Saved);
        Assert.Empty(_host.Trust.Saved);
    }

    [Fact]
    public async Task Where_names_are_open_a_lost_one_is_held_for_a_while_and_a_refused_login_leaves_none()
    {
        Open();
        WireClient ada = await EnterAsync("ada", 2);
        await EnterAsync("bob", 3);
        await ada.Stream.DisposeAsync();
        while (Sessions() > 1)
            await Task.Yield();
        Assert.Equal(RefusalCode.NameTaken, (await TryAsync("ada", 3)).Code);
        _host.Advance(10.5);
        await EnterAsync("ada", 4);

        await Desk.RunAsync(ActCaller.Keeper, "ban", [ChatWorld.Key(5).ToString()]);
        Assert.Equal(RefusalCode.AccessDenied, (await TryAsync("carl", 5)).Code);
        await EnterAsync("carl", 6);
    }

    [Fact]
    public async Task Where_names_are_open_they_give_no_rights()
    {
        Open();
        WireClient ada = await EnterAsync("ada", 2);
        Assert.Equal(RefusalCode.BadRequest, (await Desk.RunAsync(ActCaller.Keeper, "operators", ["add", "ada"])).Refusal!.Code);
        // One that was made when names were claimed is none either.
        Assert.True(Target.TryParse("ada", out Target? name));
        _host.Policy.AddOperator(name);
        WireClient again = await EnterAsync("ada", 2);
        foreach (WireClient session in (WireClient[])[ada, again])
            Assert.Equal(RefusalCode.AccessDenied, (await AskAsync(session, new Operate { RequestId = 50, Act = "sessions" })).Code);
        foreach (string[] words in (string[][])[["add", "bob", ChatWorld.Key(3).ToString()], ["remove", "ada"], ["rename", "ada", "zoe"]])
            Assert.Equal(RefusalCode.BadRequest, (await Desk.RunAsync(ActCaller.Keeper, "names", words)).Refusal!.Code);
        Assert.StartsWith("ada\t", Assert.Single((await Desk.RunAsync(ActCaller.Keeper, "names", [])).Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("everyone", true)]
    [InlineData("operators", false)]
    [InlineData("bob", true)]
    [InlineData("Ann, BOB", true)]
    [InlineData("ann", false)]
    public async Task Files_are_for_those_whom_the_keeper_names_and_for_operators(string audience, bool bobMay)
    {
        Assert.True(Audience.TryParse(audience, out Audience? some));
        _host.Policy.Rules = new EntryRules { Uploads = some, Sends = some, Downloads = some };
        WireClient bob = await EnterAsync("bob", 2);
        foreach (ClientFrame request in (ClientFrame[])[new OpenUpload { RequestId = 5 }, new OpenUpload { RequestId = 5, To = "ann" }, new OpenDownload { RequestId = 5, Selections = ["x"] }])
        {
            Assert.Equal(bobMay, !await IsForbiddenAsync(bob, request));
            await Desk.RunAsync(ActCaller.Keeper, "operators", ["add", "bob"]);
            Assert.False(await IsForbiddenAsync(bob, request));
            await Desk.RunAsync(ActCaller.Keeper, "operators", ["remove", "bob"]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ann,,bob")]
    public void An_audience_that_is_none_is_refused(string text) => Assert.False(Audience.TryParse(text, out _));

    private void Open()
    {
        _host.Policy.Rules = new EntryRules { Names = NamePolicy.Open };
        using Messenger.Server.Control.ChatGate.Turn turn = _host.Gate.Enter();
        turn.Community.Names.AreFleeting = true;
    }

    private int Sessions()
    {
        using Messenger.Server.Control.ChatGate.Turn turn = _host.Gate.Enter();
        return turn.Community.SessionCount;
    }

    private async Task LeaveAsync(WireClient client)
    {
        int before = Sessions();
        await client.SendAsync(new Logout());
        while (Sessions() == before)
            await Task.Yield();
    }

    private static Audience AudienceOf(string text) => Audience.TryParse(text, out Audience? some) ? some : throw new ArgumentException(text);

    private static async Task<Refused> AskAsync(WireClient client, ClientFrame request)
    {
        await client.SendAsync(request);
        return await client.ReadAsync<Refused>(answer => answer.RequestId == ((IRequest)request).RequestId);
    }

    private static async Task<bool> IsForbiddenAsync(WireClient client, ClientFrame request)
    {
        await client.SendAsync(request);
        return (await client.ReadAsync<Refused>(answer => answer.RequestId == 5)).Sentence.Contains("its keeper says who may", StringComparison.Ordinal);
    }

    private static NameClaim? Claim(NameRegistry names, string text, int key)
    {
        Assert.True(UserName.TryParse(text, out UserName? name, out _));
        return names.Claim(name, ChatWorld.Key(key), 1, out NameClaim? claim, out _) is null ? claim : null;
    }

    private async Task<WireClient> EnterAsync(string name, int key)
    {
        WireClient client = await _host.ConnectAsync(key);
        await client.LogInAsync(name);
        return client;
    }

    private async Task<Refused> TryAsync(string name, int key)
    {
        WireClient client = await _host.ConnectAsync(key);
        await client.SendAsync(new Login { Name = name, Purpose = SessionPurpose.Chat });
        return await client.ReadAsync<Refused>();
    }
}
