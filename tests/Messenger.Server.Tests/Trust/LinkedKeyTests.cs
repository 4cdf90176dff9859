using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Server.Tests.Chat;
using Messenger.Server.Tests.Control;
using Messenger.Server.Trust;

namespace Messenger.Server.Tests.Trust;

/// <summary>CTL-KEY: several keys that are one person.</summary>
public sealed class LinkedKeyTests : IAsyncLifetime
{
    private const int Laptop = 2, Desktop = 3, Phone = 4, Stranger = 9;

    private readonly ControlHost _host = new();
    private uint _request;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task CTL_KEY_3_a_code_makes_another_key_the_same_person_once_and_under_the_name_that_it_was_made_with()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        LinkCode code = await OpenAsync(ada);
        Assert.Equal(RefusalCode.NameTaken, (await RefusedAsync("ada", Desktop)).Code);

        // Whatever name the other machine guesses.
        LoggedIn in1 = await LinkAsync("adalovelace", Desktop, code);
        Assert.Equal("ada", in1.Name);
        Assert.Equal([$"key {ChatWorld.Key(Desktop)} of {ChatWorld.Key(Laptop)}"], _host.Trust.Saved);
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("ada", Phone, code)).Code);

        // From then on its key is enough.
        WireClient desktop = await EnterAsync("ada", Desktop);
        await ada.SendAsync(new PostMessage { RequestId = ++_request, Room = "lobby", Text = "from the laptop" });
        Assert.Equal("ada", (await desktop.ReadAsync<MessagePosted>()).Message.From);
        await desktop.SendAsync(new Whois { RequestId = ++_request, Name = "ada" });
        WhoisReply whois = await desktop.ReadAsync<WhoisReply>();
        Assert.Equal((ChatWorld.Key(Laptop).ToString(), ChatWorld.Key(Desktop).ToString()), (whois.Fingerprint, Assert.Single(whois.OtherKeys)));

        // A new name of either is a name of both.
        await EnterAsync("countess", Desktop);
        await EnterAsync("countess", Laptop);
    }

    [Fact]
    public async Task CTL_KEY_2_a_code_holds_for_minutes_and_until_the_next_one_and_for_one_key()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        LinkCode first = await OpenAsync(ada), second = await OpenAsync(ada);
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("ada", Desktop, first)).Code);
        // Another key's proof, another server's proof, and half a proof.
        foreach (byte[] proof in (byte[][])[second.Proof(ControlHost.ServerKey, ChatWorld.Key(Phone)), second.Proof(ChatWorld.Key(98), ChatWorld.Key(Desktop)), second.Proof(ControlHost.ServerKey, ChatWorld.Key(Desktop))[..39]])
            Assert.Equal(RefusalCode.AccessDenied, (await TryAsync("ada", Desktop, proof)).Code);
        _host.Time.Advance(LinkOffers.Life - TimeSpan.FromMilliseconds(1));
        await LinkAsync("ada", Desktop, second);

        WireClient again = await EnterAsync("ada", Laptop);
        LinkCode third = await OpenAsync(again);
        _host.Time.Advance(LinkOffers.Life);
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("ada", Phone, third)).Code);
    }

    [Fact]
    public async Task CTL_KEY_3_wrong_codes_make_their_address_wait()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        LinkCode code = await OpenAsync(ada);
        for (int i = 0; i <= WrongGuesses.Free; i++)
            Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("ada", Stranger, LinkCode.Create())).Code);
        Assert.Equal(RefusalCode.TooFast, (await RefusedAsync("ada", Stranger, LinkCode.Create())).Code);
        // The right one waits as well there, and not elsewhere.
        Assert.Equal(RefusalCode.TooFast, (await RefusedAsync("ada", Desktop, code)).Code);
        WireClient elsewhere = await _host.ConnectAsync(Desktop, from: "198.51.100.1");
        await elsewhere.SendAsync(LoginOf("ada", code.Proof(ControlHost.ServerKey, ChatWorld.Key(Desktop))));
        Assert.Equal("ada", (await elsewhere.ReadAsync<LoggedIn>()).Name);
    }

    [Fact]
    public async Task CTL_KEY_4_a_key_with_something_of_its_own_is_not_linked()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        await EnterAsync("bob", Desktop);
        Refused refused = await RefusedAsync("ada", Desktop, await OpenAsync(ada));
        Assert.Equal(RefusalCode.AccessDenied, refused.Code);
        Assert.Contains("bob", refused.Sentence, StringComparison.Ordinal);

        // The code was not used up by that.
        for (int key = 100; key < 100 + KeyRing.MostKeys - 1; key++)
            await LinkAsync("ada", key, await OpenAsync(ada));
        Assert.Equal(RefusalCode.LimitReached, (await RefusedAsync("ada", Phone, await OpenAsync(ada))).Code);
    }

    [Fact]
    public async Task CTL_KEY_1_bans_mutes_and_the_operator_s_rights_are_the_person_s_whichever_key_they_name()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        await LinkAsync("ada", Desktop, await OpenAsync(ada));
        WireClient desktop = await EnterAsync("ada", Desktop);
        await ActAsync("operators", "add", ChatWorld.Key(Desktop).ToString());
        await ada.SendAsync(new Operate { RequestId = ++_request, Act = "operators" });
        Assert.Equal(ChatWorld.Key(Desktop).ToString(), Assert.Single((await ada.ReadAsync<Operated>()).Lines));

        await ActAsync("ban", ChatWorld.Key(Laptop).ToString());
        Assert.Equal(ClosingReason.Removed, (await desktop.ReadAsync<Closing>()).Reason);
        Assert.Equal(ClosingReason.Removed, (await ada.ReadAsync<Closing>()).Reason);
        foreach (int key in (int[])[Laptop, Desktop])
            Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("other", key)).Code);
        await ActAsync("unban", ChatWorld.Key(Laptop).ToString());
        await EnterAsync("ada", Desktop);
    }

    [Fact]
    public async Task A_banned_key_gets_in_by_no_code()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        await ActAsync("ban", ChatWorld.Key(Desktop).ToString());
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("ada", Desktop, await OpenAsync(ada))).Code);
        Assert.DoesNotContain(_host.Trust.Saved, note => note.StartsWith("key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Desktop, Laptop)]
    // The first key, too: a person is not the machine that it began with.
    [InlineData(Laptop, Desktop)]
    public async Task CTL_KEY_5_a_key_that_is_unlinked_is_a_stranger_and_the_others_keep_everything(int lost, int kept)
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        await LinkAsync("ada", Desktop, await OpenAsync(ada));
        WireClient gone = await EnterAsync("ada", lost), stays = await EnterAsync("ada", kept);
        await ActAsync("operators", "add", ChatWorld.Key(lost).ToString());
        LinkCode open = await OpenAsync(gone);

        await stays.SendAsync(new UnlinkKey { RequestId = 77, Fingerprint = ChatWorld.Key(lost).ToString() });
        Assert.Equal(77u, (await stays.ReadAsync<Done>()).RequestId);
        Assert.Equal(ClosingReason.Removed, (await gone.ReadAsync<Closing>()).Reason);
        Assert.Equal(RefusalCode.NameTaken, (await RefusedAsync("ada", lost)).Code);
        // What it had asked for is of no use to it either.
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("ada", Phone, open)).Code);
        Assert.Equal([ChatWorld.Key(kept).ToString()], _host.Policy.Operators.Select(who => who.Text));

        UserKey only = Assert.Single(await KeysAsync(stays));
        Assert.True(only.IsOwn);
        Assert.Equal(ChatWorld.Key(kept).ToString(), only.Fingerprint);
        await stays.SendAsync(new UnlinkKey { RequestId = 78, Fingerprint = only.Fingerprint });
        Assert.Equal(RefusalCode.BadRequest, (await stays.ReadAsync<Refused>()).Code);
        await EnterAsync("ada", kept);

        // It begins anew, as anybody, and may even be taken back later.
        WireClient nobody = await EnterAsync("zoe", lost);
        Assert.Equal(ChatWorld.Key(lost).ToString(), Assert.Single(await KeysAsync(nobody)).Fingerprint);
        await ActAsync("names", "remove", "zoe");
        await LinkAsync("ada", lost, await OpenAsync(stays));
        Assert.Equal(2, (await KeysAsync(stays)).Length);
    }

    [Fact]
    public async Task A_key_can_take_itself_away_and_is_told_so_before_it_leaves()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        await LinkAsync("ada", Desktop, await OpenAsync(ada));
        await ada.SendAsync(new UnlinkKey { RequestId = 77, Fingerprint = ChatWorld.Key(Laptop).ToString() });
        Assert.Equal(77u, (await ada.ReadAsync<Done>()).RequestId);
        Assert.Equal(ClosingReason.Removed, (await ada.ReadAsync<Closing>()).Reason);
        await EnterAsync("ada", Desktop);
    }

    [Fact]
    public async Task Nobody_unlinks_a_key_of_somebody_else()
    {
        WireClient ada = await EnterAsync("ada", Laptop), bob = await EnterAsync("bob", Stranger);
        await LinkAsync("ada", Desktop, await OpenAsync(ada));
        await bob.SendAsync(new UnlinkKey { RequestId = 77, Fingerprint = ChatWorld.Key(Desktop).ToString() });
        Assert.Equal(RefusalCode.NoSuchUser, (await bob.ReadAsync<Refused>()).Code);
        await bob.SendAsync(new UnlinkKey { RequestId = 78, Fingerprint = "\u001b[31m" });
        Assert.DoesNotContain('\u001b', (await bob.ReadAsync<Refused>()).Sentence);
        Assert.Equal(2, (await KeysAsync(ada)).Length);
    }

    [Fact]
    public async Task The_keeper_sees_and_takes_keys()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        await LinkAsync("ada", Desktop, await OpenAsync(ada));
        string[] keys = [.. (await ActAsync("names", "keys", "ADA")).Select(line => line.Split('\t')[0])];
        Assert.Equal([ChatWorld.Key(Laptop).ToString(), ChatWorld.Key(Desktop).ToString()], keys);
        await ActAsync("names", "unlink", keys[0]);
        Assert.Equal(ClosingReason.Removed, (await ada.ReadAsync<Closing>()).Reason);
        Assert.Equal(keys[1], Assert.Single(await ActAsync("names", "keys", "ada")).Split('\t')[0]);
        Assert.StartsWith($"ada\t{keys[1]}\t", Assert.Single(await ActAsync("names")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_the_known_may_enter_a_linked_key_is_known()
    {
        WireClient ada = await EnterAsync("ada", Laptop);
        LinkCode code = await OpenAsync(ada);
        _host.Policy.Rules = new EntryRules { Access = Access.Listed };
        Assert.Equal(RefusalCode.AccessDenied, (await RefusedAsync("ada", Desktop)).Code);
        await LinkAsync("ada", Desktop, code);
        await EnterAsync("ada", Desktop);
    }

    private static Login LoginOf(string name, byte[] proof) => new() { Name = name, Purpose = SessionPurpose.OneShot, LinkProof = proof };

    private async Task<LinkCode> OpenAsync(WireClient client)
    {
        await client.SendAsync(new OpenLink { RequestId = ++_request });
        Assert.True(LinkCode.TryParse((await client.ReadAsync<LinkOpened>()).Code, out LinkCode? code));
        return code;
    }

    private async Task<LoggedIn> LinkAsync(string name, int key, LinkCode code)
    {
        WireClient client = await _host.ConnectAsync(key);
        await client.SendAsync(LoginOf(name, code.Proof(ControlHost.ServerKey, ChatWorld.Key(key))));
        LoggedIn answer = await client.ReadAsync<LoggedIn>();
        await client.SendAsync(new Logout());
        return answer;
    }

    private async Task<UserKey[]> KeysAsync(WireClient client)
    {
        await client.SendAsync(new ListKeys { RequestId = ++_request });
        return (await client.ReadAsync<KeyPage>()).Keys;
    }

    private async Task<IReadOnlyList<string>> ActAsync(string act, params string[] words)
    {
        ActAnswer answer = await _host.Context.Operators.RunAsync(ActCaller.Keeper, act, words);
        Assert.Null(answer.Refusal);
        return answer.Lines;
    }

    private async Task<WireClient> EnterAsync(string name, int key)
    {
        WireClient client = await _host.ConnectAsync(key);
        await client.LogInAsync(name);
        return client;
    }

    private Task<Refused> RefusedAsync(string name, int key, LinkCode? code = null) =>
        TryAsync(name, key, code?.Proof(ControlHost.ServerKey, ChatWorld.Key(key)) ?? []);

    private async Task<Refused> TryAsync(string name, int key, byte[] proof)
    {
        WireClient client = await _host.ConnectAsync(key, from: "192.0.2.7");
        await client.SendAsync(LoginOf(name, proof));
        return await client.ReadAsync<Refused>();
    }
}
