using Messenger.Platform.Files;

namespace Messenger.Platform.Tests.Files;

public sealed class PrivateFileTests
{
    [Theory]
    [InlineData(0b110_000_000, true)]
    [InlineData(0b100_000_000, true)]
    [InlineData(0b110_100_000, false)]
    [InlineData(0b110_000_100, false)]
    [InlineData(0b110_010_000, false)]
    [InlineData(0b110_000_001, false)]
    public void A_secret_is_read_only_when_nobody_else_has_access(int mode, bool readable)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["secret"], "s");
        File.SetUnixFileMode(folder["secret"], (UnixFileMode)mode);

        if (readable)
            Assert.Equal("s", PrivateFile.ReadText(folder["secret"]));
        else
            Assert.Equal(ExitCode.LocalFile, Assert.Throws<UserError>(() => PrivateFile.ReadText(folder["secret"])).Code);
    }

    [Fact]
    public void A_missing_secret_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => PrivateFile.ReadText(folder["none"]));
        Assert.Equal($"cannot read {folder["none"]}: it does not exist", error.Message);
    }

    [Fact]
    public void Folders_are_made_for_the_owner_alone_and_refused_when_others_may_write()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(folder["a/b"], PrivateDirectory.Create(folder["a/b"]));
        Assert.Equal(PrivateDirectory.Mode, File.GetUnixFileMode(folder["a"]));
        Assert.Equal(PrivateDirectory.Mode, File.GetUnixFileMode(folder["a/b"]));

        File.SetUnixFileMode(folder["a"], (UnixFileMode)0b111_101_101);
        PrivateDirectory.Create(folder["a"]);
        File.SetUnixFileMode(folder["a"], (UnixFileMode)0b111_111_101);
        Assert.Contains("chmod go-w", Assert.Throws<UserError>(() => PrivateDirectory.Create(folder["a"])).Message);
    }

    [Fact]
    public void A_file_in_the_way_of_a_folder_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        Assert.StartsWith("cannot make the folder", Assert.Throws<UserError>(() => PrivateDirectory.Create(folder["file"])).Message);
    }
}
