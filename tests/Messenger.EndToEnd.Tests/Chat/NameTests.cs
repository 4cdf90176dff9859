namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>A name belongs to the first key that takes it.</summary>
public sealed class NameTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("ann")]
    [InlineData("Ann")]
    [InlineData("ａnn")] // Fullwidth: the same after NFKC.
    public async Task Somebody_elses_name_is_refused_with_the_reason_and_exit_4(string posing)
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var thief = new Person(binaries, posing);

        foreach (var command in (string[][])[["users"], ["say", "hello"], ["chat"], ["chat", "--plain"], ["get", "x"], ["ping"]])
            Assert.Contains("ann", Sentence.Of((await thief.RunAsync(server, command)).Expect(4)), StringComparison.OrdinalIgnoreCase);

        var json = (await thief.RunAsync(server, "chat", "--jsonl")).Expect(4);
        var error = JsonObjects.ParseLines(json.Text).Single(o => o.Is("error"));
        Assert.Equal("name-taken", error.Text("code"));
        Assert.Empty(crowd.Users[0].Messages);
    }

    [Fact]
    public async Task It_stays_taken_when_its_owner_is_away_and_the_server_was_killed()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var owner = new Person(binaries, "ann");
        using var thief = new Person(binaries, "ann");
        (await owner.RunAsync(server, "say", "mine")).Expect(0);

        await server.KillAsync();
        await server.StartAgainAsync();

        (await thief.RunAsync(server, "say", "mine")).Expect(4);
        (await owner.RunAsync(server, "say", "still mine")).Expect(0);
        (await thief.RunAsync(server, "say", "--user", "annie", "well then")).Expect(0);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("αlice")] // Greek and Latin.
    [InlineData("a/b")]
    [InlineData("evil\u001b[31m")]
    [InlineData("‮nna")]
    public async Task What_cannot_be_a_name_is_refused_and_shown_harmlessly(string name)
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");

        var refused = Sentence.Of((await person.RunAsync(server, "users", "--user", name)).Expect(4));
        Assert.DoesNotContain(refused, c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public async Task Server_and_name_of_the_last_use_need_not_be_given_again()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "pat");
        (await person.RunAsync(server, "say", "once")).Expect(0);

        var bare = new Dictionary<string, string> { ["HOME"] = person.Home };
        (await RunningProgram.RunAsync(binaries.Client, ["say", "and again"], bare, person.Desk)).Expect(0);
        Assert.Equal("pat", (await crowd.Users[0].HearsTextAsync("and again")).Text("from"));
    }

    [Fact]
    public async Task State_is_private_and_survives_many_commands_at_once()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => person.RunAsync(server, "users")));

        // One key, whoever made it: otherwise the name would belong to somebody else for most of them.
        Assert.All(results, r => r.Expect(0));
        Assert.Single(results, r => r.Error.Contains("first contact"));
        var state = Directory.GetFiles(person.Home, "*", SearchOption.AllDirectories);
        Assert.Contains(state, f => Path.GetFileName(f) == "identity.pem");
        Assert.All(state, f => Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(f) & (UnixFileMode)0b000_111_111));
        Assert.DoesNotContain(state, f => f.EndsWith(".tmp"));
    }
}
