using System.Net;
using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Server.Tests.Chat;
using Messenger.Server.Tests.Control;
using Messenger.Server.Trust;

namespace Messenger.Server.Tests.Trust;

/// <summary>CTL-TRUST-5 to 7: who may enter.</summary>
public sealed class EntryTests : IAsyncLifetime
{
    private readonly ControlHost _host = new();
    private readonly JoinSecret _secret = JoinSecret.Create();

    public ValueTask InitializeAsync()
    {
        _host.Policy.Rules = new EntryRules { Access = Access.Secret, Lock = new JoinLock(_secret, ChatWorld.Key(99)) };
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task CTL_TRUST_6_who_proves_the_secret_comes_in_and_nobody_with_another_ones_proof()
    {
        Assert.Equal(RefusalCode.SecretNeeded, (await TryAsync("bob", 2, [])).Code);
        Assert.Equal(RefusalCode.SecretNeeded, (await TryAsync("bob", 2, ProofOf(3))).Code);
        Assert.Equal(RefusalCode.SecretNeeded, (await TryAsync("bob", 2, ProofOf(2)[..31])).Code);
        await EnterAsync("bob", 2);
    }

    [Fact]
    public async Task CTL_TRUST_7_wrong_secrets_make_an_address_and_a_name_wait_and_the_names_own_key_never()
    {
        await EnterAsync("bob", 2);
        for (int i = 0; i <= WrongGuesses.Free; i++)
            Assert.Equal(RefusalCode.SecretNeeded, (await TryAsync("bob", 3, new byte[32])).Code);
        Assert.Equal(RefusalCode.TooFast, (await TryAsync("bob", 3, new byte[32])).Code);
        // From elsewhere the name waits, and from there another name too, even with the right secret.
        Assert.Equal(RefusalCode.TooFast, (await TryAsync("bob", 3, new byte[32], "198.51.100.1")).Code);
        Assert.Equal(RefusalCode.TooFast, (await TryAsync("carl", 4, ProofOf(4))).Code);
        await EnterAsync("bob", 2);
        await EnterAsync("carl", 4, "198.51.100.1");
        _host.Time.Advance(TimeSpan.FromSeconds(2));
        await EnterAsync("dora", 5);
    }

    [Fact]
    public async Task CTL_TRUST_7_this_machine_does_not_wait_unless_told_to()
    {
        for (int i = 0; i < 10; i++)
            Assert.Equal(RefusalCode.SecretNeeded, (await TryAsync("bob", 3, new byte[32], "127.0.0.1")).Code);
        _host.Policy.Rules = _host.Policy.Rules with { CountLoopback = true };
        for (int i = 0; i <= WrongGuesses.Free; i++)
            await TryAsync("bob", 3, new byte[32], "127.0.0.1");
        Assert.Equal(RefusalCode.TooFast, (await TryAsync("bob", 3, new byte[32], "127.0.0.1")).Code);
    }

    [Fact]
    public async Task CTL_TRUST_5_a_server_with_a_list_lets_in_the_keys_that_it_knows()
    {
        await EnterAsync("bob", 2);
        _host.Policy.Rules = new EntryRules { Access = Access.Listed };
        Refused refused = await TryAsync("carl", 3, []);
        Assert.Equal(RefusalCode.AccessDenied, refused.Code);
        Assert.Contains(ChatWorld.Key(3).ToString(), refused.Sentence, StringComparison.Ordinal);
        await EnterAsync("bob", 2);
        await EnterAsync("bobby", 2);
    }

    [Fact]
    public void Waits_double_up_to_a_quarter_of_an_hour_and_are_forgotten_after_an_hour()
    {
        var guesses = new WrongGuesses();
        double[] waits = [.. Enumerable.Range(0, 20).Select(_ =>
        {
            guesses.Add("a", 1_000);
            return guesses.Wait("a", 1_000).TotalSeconds;
        })];
        Assert.Equal([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900, 900], waits);
        Assert.Equal(0, guesses.Wait("a", 1_000_000).TotalSeconds);
        guesses.Add("a", 1_000 + 3_600_000);
        Assert.Equal(0, guesses.Wait("a", 1_000 + 3_600_000).TotalSeconds);
        guesses.Add(null, 1);
        Assert.Equal(0, guesses.Wait(null, 1).TotalSeconds);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void An_owner_of_many_addresses_counts_once(string one, string other, bool same) =>
        Assert.Equal(same, WrongGuesses.IdOf(IPAddress.Parse(one), false) == WrongGuesses.IdOf(IPAddress.Parse(other), false));

    private byte[] ProofOf(int key) => JoinSecret.Proof(_secret.KeyFor(ChatWorld.Key(99)), ChatWorld.Key(key));

    private async Task EnterAsync(string name, int key, string from = "192.0.2.1")
    {
        WireClient client = await _host.ConnectAsync(key, from: from);
        await client.SendAsync(new Login { Name = name, Purpose = SessionPurpose.OneShot, JoinProof = ProofOf(key) });
        await client.ReadAsync<LoggedIn>();
        await client.SendAsync(new Logout());
    }

    private async Task<Refused> TryAsync(string name, int key, byte[] proof, string from = "192.0.2.1")
    {
        WireClient client = await _host.ConnectAsync(key, from: from);
        await client.SendAsync(new Login { Name = name, Purpose = SessionPurpose.OneShot, JoinProof = proof });
        return await client.ReadAsync<Refused>();
    }
}
