using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary><c>--ask-at</c>: whether to continue is asked on the way.</summary>
public sealed class AskTests(PublishedBinaries binaries)
{
    private const int Size = 12 << 20;

    [Fact]
    public async Task Without_a_terminal_it_is_a_no_with_exit_7_and_the_same_command_goes_on()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 1));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        var stopped = (await person.RunAsync(relay.Address, "get", "--tcp", "file.bin", "--ask-at", "50%", "--json")).Expect(7);
        var result = JsonObjects.Parse(stopped.Text);
        Assert.True(result.Flag("resumable"));
        // What was on its way when it was asked comes all the same, be it all the rest.
        Assert.InRange(result.Number("verifiedBytes"), Size / 2, Size);
        Assert.False(File.Exists(person["file.bin"]));
        Assert.Equal(
            "stopped; what came is kept, and the same command goes on from there; the question of --ask-at is a no without a terminal, and a yes with --yes",
            Sentence.Of(stopped));
        Assert.Equal(Sentence.Of(stopped), result.Text("message"));

        var finished = JsonObjects.Parse((await person.RunAsync(relay.Address, "get", "--tcp", "file.bin", "--ask-at", "50%", "--json")).Expect(0).Text);
        Assert.InRange(finished.Number("resumedBytes"), result.Number("verifiedBytes"), Size);
        Assert.Equal(content, File.ReadAllBytes(person["file.bin"]));
        Assert.Empty(Tree.Unfinished(person.Desk));
    }

    [Fact]
    public async Task Yes_is_said_beforehand_with_yes()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 2));
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(server, "get", "file.bin", "--ask-at", "50%", "--yes")).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(person["file.bin"]));
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("", 0)]
    [InlineData("n", 7)]
    public async Task On_a_terminal_the_answer_counts(string answer, int exit)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 3));
        using var person = new Person(binaries, "ann");

        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["get", "file.bin", "--ask-at", "50%"]);
        await terminal.WaitForAsync(s => s.Contains("Continue? [Y/n]"));
        Assert.False(File.Exists(person["file.bin"]));
        await terminal.TypeAsync(answer);
        await terminal.PressAsync("Enter");

        Assert.Equal(exit, await terminal.WaitForExitAsync());
        Assert.Equal(exit == 0, File.Exists(person["file.bin"]));
        if (exit == 0)
            Assert.Equal(content, File.ReadAllBytes(person["file.bin"]));
        else
            await terminal.WaitForAsync(s => s.Contains("of 12.0 MiB kept; this continues it:\n  msgr get file.bin --ask-at 50%"));
    }

    [Theory]
    [InlineData("o", 0, "theirs")]
    [InlineData("k", 0, "mine")]
    [InlineData("", 0, "mine")]
    public async Task On_a_terminal_a_file_in_the_way_is_asked_about(string answer, int exit, string left)
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.txt", "theirs"u8.ToArray());
        using var person = new Person(binaries, "ann");
        await File.WriteAllTextAsync(person["file.txt"], "mine");

        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["get", "file.txt"]);
        await terminal.WaitForAsync(s => s.Contains("[o/r/K]"));
        await terminal.TypeAsync(answer);
        await terminal.PressAsync("Enter");

        Assert.Equal(exit, await terminal.WaitForExitAsync());
        Assert.Equal(left, File.ReadAllText(person["file.txt"]));
    }
}
