using System.Security.Cryptography;

namespace Messenger.EndToEnd.Tests.Publishing;

public sealed class PublishedFilesTests(PublishedBinaries binaries)
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData("msgr")]
    [InlineData("msgr-server")]
    public void A_published_file_asks_for_no_library_and_no_linker_and_is_stripped(string name)
    {
        var file = ElfFile.Read(Path.Combine(binaries.Folder, name));

        Assert.False(file.HasInterpreter);
        Assert.Equal(0, file.NeededLibraries);
        Assert.False(file.HasSymbolTable);
        Assert.False(file.HasExecutableStack);
        Assert.True(file.IsPositionIndependent);
    }

    [Fact]
    public void The_same_reading_finds_interpreter_and_libraries_in_a_dynamic_program()
    {
        var shell = ElfFile.Read("/bin/sh");
        Assert.True(shell.HasInterpreter);
        Assert.NotEqual(0, shell.NeededLibraries);
    }

    [Theory]
    [InlineData("msgr", 25)]
    [InlineData("msgr-server", 30)]
    public void A_published_file_is_no_larger_than_promised(string name, int limit) =>
        Assert.InRange(new FileInfo(Path.Combine(binaries.Folder, name)).Length, 1, limit * MiB);

    [Fact]
    public void Nothing_lies_beside_the_two_programs_but_their_digests()
    {
        Assert.Equal(
            ["SHA256SUMS", "msgr", "msgr-server"],
            Directory.GetFileSystemEntries(binaries.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var lines = new[] { "msgr", "msgr-server" }.Select(name =>
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(binaries.Folder, name))))}  {name}");
        Assert.Equal(lines, File.ReadAllLines(Path.Combine(binaries.Folder, "SHA256SUMS")));
    }

    [Theory]
    [InlineData("msgr")]
    [InlineData("msgr-server")]
    public async Task Version_names_commit_OpenSSL_runtime_and_platform(string name)
    {
        var result = await RunningProgram.RunAsync(Path.Combine(binaries.Folder, name), ["--version"]);

        result.Expect(0);
        Assert.Matches(
            $@"^{name} \d+\.\d+\.\d+ \(commit ([0-9a-f]{{7}}(-modified)?|unknown), OpenSSL 3\.\d+\.\d+, \.NET 10\.\d+\.\d+, linux-x64\)\n$",
            result.Text);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task A_command_without_a_screen_reads_no_settings_of_screens()
    {
        using var home = new TemporaryFolder();
        home.Sub(".tui");
        // Who opens a pipe to read it waits until somebody writes: the library of the full screen would, before Main.
        (await RunningProgram.RunAsync("mkfifo", [home[".tui/config.json"]])).Expect(0);
        var result = await RunningProgram.RunAsync(binaries.Client, ["--version"], new Dictionary<string, string> { ["HOME"] = home.Path }, home.Path);
        result.Expect(0);
        Assert.Empty(result.Error);
    }
}
