namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>The same person on two machines: <c>msgr identity</c>.</summary>
public sealed class IdentityTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task An_exported_key_is_the_same_person_on_another_machine()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var laptop = new Person(binaries, "ann");
        using var desktop = new Person(binaries, "ann");
        Assert.Contains("no key yet", Sentence.Of((await laptop.RunAsync(server, "identity", "show")).Expect(3)));
        (await laptop.RunAsync(server, "say", "hello")).Expect(0);
        var fingerprint = (await laptop.RunAsync(server, "identity", "show")).Expect(0).Text.Trim();

        File.WriteAllText(laptop["pass"], "correct horse\nsecond line\n");
        (await laptop.RunAsync(server, "identity", "export", "me.pem", "--passphrase-file", "pass")).Expect(0);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(laptop["me.pem"]));
        Sentence.Of((await laptop.RunAsync(server, "identity", "export", "me.pem", "--passphrase-file", "pass")).Expect(10));

        // - is standard input, for a passphrase as for all else.
        await using (var piped = laptop.Start(server, "identity", "export", "piped.pem", "--passphrase-file", "-"))
        {
            await piped.TypeAsync("correct horse");
            (await piped.ExitAsync()).Expect(0);
        }

        // Somebody else until then: the name is taken.
        (await desktop.RunAsync(server, "say", "hello")).Expect(4);
        var sealedKey = laptop["me.pem"];
        Sentence.Of((await desktop.RunAsync(server, "identity", "import", sealedKey, "--passphrase-file", laptop["pass"])).Expect(10));
        (await desktop.RunAsync(server, "identity", "import", sealedKey, "--passphrase-file", laptop["pass"], "--force")).Expect(0);
        Assert.Equal(fingerprint, (await desktop.RunAsync(server, "identity", "show")).Expect(0).Text.Trim());
        (await desktop.RunAsync(server, "say", "hello")).Expect(0);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(desktop.Home, ".local/share/msgr"), "identity.pem*").Length); // The key, its lock, and what was put aside.
    }

    [Fact]
    public async Task Without_the_passphrase_it_is_nobody()
    {
        using var ann = new Person(binaries, "ann");
        await using (var server = await TestServer.StartAsync(binaries))
            (await ann.RunAsync(server, "ping", "-c", "1")).Expect(0);
        File.WriteAllText(ann["pass"], "correct horse");
        File.WriteAllText(ann["short"], "short");
        Assert.Contains("--passphrase-file", Sentence.Of((await ann.RunAsync("localhost:1", "identity", "export")).Expect(2)));
        Assert.Contains("shorter than", Sentence.Of((await ann.RunAsync("localhost:1", "identity", "export", "--passphrase-file", "short")).Expect(2)));
        File.WriteAllText(ann["me.pem"], (await ann.RunAsync("localhost:1", "identity", "export", "-", "--passphrase-file", "pass")).Expect(0).Text);
        Sentence.Of((await ann.RunAsync("localhost:1", "identity", "import", "me.pem", "--passphrase-file", "short")).Expect(4));
        Assert.Contains("already", (await ann.RunAsync("localhost:1", "identity", "import", "me.pem", "--passphrase-file", "pass")).Expect(0).Error);
        Assert.Contains("did you mean export", Sentence.Of((await ann.RunAsync("localhost:1", "identity", "exprt")).Expect(2)));
    }
}
