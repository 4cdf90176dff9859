namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>The bot of the README, as it stands there.</summary>
public sealed class ReadmeBotTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task It_answers_whoever_mentions_it()
    {
        Assert.SkipUnless(Machine.Has("jq"), "jq is not installed here");
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "bot");
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var script = readme.Split("A bot that answers whoever mentions it:")[1].Split("```sh\n")[1].Split("```")[0];
        Assert.InRange(script.Split('\n').Length, 2, 11);
        var environment = new Dictionary<string, string>(person.Environment)
        {
            ["MSGR_HOST"] = server.Address,
            ["MSGR_FOLDER"] = binaries.Folder,
        };
        await using var bot = RunningProgram.Start("timeout", ["300", "bash", "-c", "PATH=$MSGR_FOLDER:$PATH\n" + script], environment, person.Desk);

        using var ann = new Person(binaries, "ann");
        await using var chat = ann.Start(server, "chat", "--jsonl");
        await chat.SaysAsync(l => l.Contains("\"entered\""));
        // Whichever came first: who is there is told either way.
        while (!(await ann.RunAsync(server, "users")).Expect(0).Text.Split('\n').Contains("echo"))
            await Task.Yield();
        await chat.TypeAsync("""{"type":"say","room":"lobby","text":"echo: are you there?"}""");
        await chat.SaysAsync(l => l.Contains("\"from\":\"echo\"") && l.Contains("you said: echo: are you there?"));
        // timeout hands the signal on to the whole pipeline.
        bot.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        await bot.ExitAsync();
    }
}
