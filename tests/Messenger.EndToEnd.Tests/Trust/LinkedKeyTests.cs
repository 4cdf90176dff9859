namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>Two machines with a key each that are one person: <c>msgr identity link</c>.</summary>
public sealed class LinkedKeyTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task A_code_makes_another_machine_the_same_person_until_it_is_unlinked()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var laptop = new Person(binaries, "ann");
        using var desktop = new Person(binaries, "annette");
        using var bob = new Person(binaries, "bob");
        (await bob.RunAsync(server, "users")).Expect(0);
        var printed = (await laptop.RunAsync(server, "identity", "link")).Expect(0);
        var code = printed.Text.Trim();
        Assert.Matches("^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$", code);
        Assert.Contains($"msgr identity link {code} --host {server.Address}", printed.Error);

        Assert.Contains("16 letters", Sentence.Of((await desktop.RunAsync(server, "identity", "link", "1234")).Expect(2)));
        Sentence.Of((await desktop.RunAsync(server, "identity", "link", "0000-0000-0000-0000")).Expect(4));
        var linked = (await desktop.RunAsync(server, "identity", "link", code.ToLowerInvariant(), "--json")).Expect(0).Text;
        var keyOfDesktop = (await desktop.RunAsync(server, "identity", "show")).Expect(0).Text.Trim();
        Assert.Contains("\"name\":\"ann\"", linked);
        Assert.Contains(keyOfDesktop, linked);
        Assert.Contains("not known here", Sentence.Of((await bob.RunAsync(server, "identity", "link", code)).Expect(4)));

        // One person: its name, its files and what is sent to it, over a restart too.
        (await bob.RunAsync(server, "say", "--to", "ann", "hello")).Expect(3);
        File.WriteAllText(bob["gift.txt"], "for ann");
        (await bob.RunAsync(server, "send", "ann", "gift.txt")).Expect(0);
        await server.KillAsync();
        await server.StartAgainAsync();
        (await desktop.RunAsync(server, "get", "--inbox", "--user", "ann")).Expect(0);
        Assert.Equal("for ann", File.ReadAllText(desktop["gift.txt"]));
        var keys = (await laptop.RunAsync(server, "identity", "keys")).Expect(0).Text.TrimEnd().Split('\n');
        Assert.Equal(2, keys.Length);
        Assert.EndsWith(", this machine", keys[0]);
        Assert.StartsWith(keyOfDesktop, keys[1]);
        Assert.Contains(keyOfDesktop, (await bob.RunAsync(server, "whois", "ann")).Expect(0).Text);

        (await laptop.RunAsync(server, "identity", "unlink", keyOfDesktop)).Expect(0);
        Sentence.Of((await desktop.RunAsync(server, "users", "--user", "ann")).Expect(4));
        (await laptop.RunAsync(server, "users")).Expect(0);
        Assert.DoesNotContain(code, server.Program.Error.Text);
    }

    [Fact]
    public async Task A_ban_of_the_name_holds_for_every_key_and_the_keeper_sees_them()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var laptop = new Person(binaries, "ann");
        using var desktop = new Person(binaries, "ann");
        var code = (await laptop.RunAsync(server, "identity", "link")).Expect(0).Text.Trim();
        (await desktop.RunAsync(server, "identity", "link", code)).Expect(0);
        await ControlAsync("ctl", "ban", "ann", "1h");
        (await laptop.RunAsync(server, "users")).Expect(4);
        (await desktop.RunAsync(server, "users", "--user", "somebody")).Expect(4);
        await ControlAsync("ctl", "unban", "ann");

        var keys = (await ControlAsync("names", "keys", "ann")).TrimEnd().Split('\n').Select(l => l.Split('\t')[0]).ToArray();
        Assert.Equal(2, keys.Length);
        await ControlAsync("names", "unlink", keys[0]);
        (await laptop.RunAsync(server, "users")).Expect(4);
        (await desktop.RunAsync(server, "users")).Expect(0);

        async Task<string> ControlAsync(params string[] words) =>
            (await RunningProgram.RunAsync(binaries.Server, [.. words, "--data", server.Data])).Expect(0).Text;
    }
}
