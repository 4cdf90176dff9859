namespace Messenger.EndToEnd.Tests.Publishing;

public sealed class PublishScriptTests
{
    [Fact]
    public async Task Help_names_every_option()
    {
        var help = (await RunningProgram.RunAsync(Repository.PublishScript, ["--help"], folder: "/")).Expect(0).Text;
        Assert.All(["--rid", "--run", "--force", "--help", "linux-arm64", "SHA256SUMS"], word => Assert.Contains(word, help));
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("--rid", "windows")]
    public async Task A_wrong_command_line_is_one_sentence_and_exit_2(params string[] arguments)
    {
        var result = (await RunningProgram.RunAsync(Repository.PublishScript, arguments, folder: "/")).Expect(2);
        Assert.Contains(arguments[^1], Assert.Single(result.Error.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task Missing_prerequisites_are_named_in_one_sentence_to_whoever_is_not_root()
    {
        if (!Machine.Has("setpriv") || Environment.UserName != "root")
            Assert.Skip("NOT RUN: it takes root to become somebody who is not");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        File.Copy(Repository.PublishScript, folder["publish.sh"]);
        foreach (var tool in (string[])["bash", "dirname", "uname", "mkdir", "flock", "cat"])
            File.CreateSymbolicLink(folder[tool], $"/usr/bin/{tool}");

        var result = await RunningProgram.RunAsync(
            "/usr/bin/setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/env", $"PATH={folder.Path}", "bash", folder["publish.sh"]]);

        result.Expect(1);
        var sentence = Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.All(["clang", "lld", "cmake", "dotnet-sdk-10.0"], package => Assert.Contains(package, sentence));
    }
}
