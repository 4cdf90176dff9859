namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>Servers that do not let in everybody, and servers that change their key.</summary>
public sealed class EntryTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task A_secret_opens_the_server_from_a_file_from_an_invitation_and_from_a_person_and_is_remembered()
    {
        await using var server = await TestServer.StartAsync(binaries, "--access", "secret");
        var secret = File.ReadAllText(Path.Combine(server.Data, "join-secret")).Trim();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.Data, "join-secret")));
        using var ann = new Person(binaries, "ann");
        Assert.Contains("--secret-file", Sentence.Of((await ann.RunAsync(server, "users")).Expect(4)));
        (await ann.RunAsync(server, "chat", "--jsonl")).Expect(4);
        File.WriteAllText(ann["wrong"], "not the secret\n");
        Sentence.Of((await ann.RunAsync(server, "users", "--secret-file", "wrong")).Expect(4));
        (await ann.RunAsync(server, "users")).Expect(4);

        File.WriteAllText(ann["right"], secret + "\n");
        (await ann.RunAsync(server, "users", "--secret-file", "right")).Expect(0);
        (await ann.RunAsync(server, "users")).Expect(0);
        var kept = Directory.GetFiles(ann.Home, "join_secrets", SearchOption.AllDirectories).Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));

        // Only who asks for it gets it into the invitation.
        Assert.DoesNotContain(secret, (await ann.RunAsync(server, "link")).Expect(0).Text);
        var link = (await ann.RunAsync(server, "link", "--with-secret")).Expect(0).Text.Trim();
        using var bob = new Person(binaries, "bob");
        (await bob.RunAsync(link, "users")).Expect(0);
        (await bob.RunAsync(server, "say", "and again")).Expect(0);

        using var cleo = new Person(binaries, "cleo");
        await using (var terminal = await cleo.StartOnTerminalAsync(server.Address, ["users"]))
        {
            await terminal.WaitForAsync(s => s.Contains("Secret of"));
            await terminal.TypeAsync(secret);
            await terminal.PressAsync("Enter");
            Assert.Equal(0, await terminal.WaitForExitAsync());
            Assert.DoesNotContain(secret, await terminal.ScreenAsync());
        }

        (await cleo.RunAsync(server, "users")).Expect(0);
        Assert.DoesNotContain(secret, server.Program.Error.Text);
    }

    [Fact]
    public async Task A_list_lets_in_whom_the_server_knows()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        (await ann.RunAsync(server, "users")).Expect(0);
        (await server.StopAsync()).Expect(0);
        await using var closed = RunningProgram.Start(
            binaries.Server, ["--listen", "127.0.0.1", "--port", "0", "--files", server.Files, "--data", server.Data, "--access", "listed"]);
        var address = $"127.0.0.1:{ListeningLine.PortOf(await closed.SaysAsync(ListeningLine.Matches))}";
        (await ann.RunAsync(address, "users")).Expect(0);
        Assert.Contains("SHA256:", Sentence.Of((await bob.RunAsync(address, "users")).Expect(4)));
    }

    [Fact]
    public async Task Clients_follow_a_key_that_the_old_one_vouches_for_and_no_other()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        (await ann.RunAsync(server, "users")).Expect(0);
        var before = await server.FingerprintAsync();
        // Who is there has met the key that runs: it is rotated between two runs, and that is said.
        var running = (await RunningProgram.RunAsync(binaries.Server, ["rotate-key", "--data", server.Data])).Expect(9);
        Assert.Contains("stop it, rotate the key, and start it again", Assert.Single(running.Error.TrimEnd().Split('\n')));

        // Two changes at once: who was away for both follows all the same.
        (await server.StopAsync()).Expect(0);
        (await RunningProgram.RunAsync(binaries.Server, ["rotate-key", "--data", server.Data])).Expect(0);
        var now = (await RunningProgram.RunAsync(binaries.Server, ["rotate-key", "--data", server.Data])).Expect(0).Text.Trim()["fingerprint ".Length..];
        await server.StartAgainAsync();
        Assert.Equal(now, await server.FingerprintAsync());
        var told = (await ann.RunAsync(server, "users")).Expect(0).Error;
        Assert.Contains(now, told);
        Assert.Contains(before, told);
        Assert.DoesNotContain("new key", (await ann.RunAsync(server, "users")).Expect(0).Error);

        // Another key, with nobody to vouch for it.
        (await server.StopAsync()).Expect(0);
        File.Delete(Path.Combine(server.Data, "server.pem"));
        await server.StartAgainAsync();
        Sentence.Of((await ann.RunAsync(server, "users")).Expect(11));
    }
}
