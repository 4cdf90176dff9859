namespace Messenger.EndToEnd.Tests.Publishing;

public sealed class EmptyRootTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("msgr")]
    [InlineData("msgr-server")]
    public async Task A_program_runs_where_there_is_nothing_but_itself_and_randomness(string name)
    {
        using var root = await RootFolder.CreateAsync(Path.Combine(binaries.Folder, name));

        var result = await root.RunAsync($"/{name}", ["--version"]);

        result.Expect(0);
        Assert.StartsWith($"{name} ", result.Text);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("msgr", "ping", "--host", "127.0.0.1:1")]
    [InlineData("msgr-server", "--data", "/data")]
    public async Task Without_randomness_a_program_says_so_in_one_sentence_and_stops(string name, params string[] arguments)
    {
        using var root = await RootFolder.CreateAsync(Path.Combine(binaries.Folder, name));

        var result = await root.RunWithoutRandomnessAsync($"/{name}", arguments, ("HOME", "/"), ("MSGR_USER", "ann"));

        result.Expect(1);
        Assert.Contains("/dev/urandom", Assert.Single(result.Error.TrimEnd().Split('\n')));
    }
}
