using System.Text;
using Messenger.Platform.Files;

namespace Messenger.Platform.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void Readers_see_one_whole_content_or_another_while_many_write()
    {
        using var folder = new TemporaryFolder();
        var path = folder["state"];
        var contents = Enumerable.Range(0, 4).Select(i => new string((char)('a' + i), 20_000 + i)).ToArray();
        AtomicFile.WriteText(path, contents[0]);

        var writers = contents.Select(content => new Thread(() =>
        {
            for (var i = 0; i < 50; i++)
                AtomicFile.WriteText(path, content);
        })).ToList();
        writers.ForEach(w => w.Start());
        var torn = 0;
        while (writers.Exists(w => w.IsAlive))
        {
            if (!contents.Contains(File.ReadAllText(path)))
                torn++;
        }

        Assert.Equal(0, torn);
        Assert.Equal(["state"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void The_mode_is_that_of_the_new_file_even_over_an_open_one()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["state"], "old");
        File.SetUnixFileMode(folder["state"], (UnixFileMode)0b110_110_110);

        AtomicFile.Write(folder["state"], Encoding.UTF8.GetBytes("new"));

        Assert.Equal("new", File.ReadAllText(folder["state"]));
        Assert.Equal(PrivateFile.Mode, File.GetUnixFileMode(folder["state"]));
    }

    [Fact]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["dotfiles"]);
        File.WriteAllText(folder["dotfiles/state"], "old");
        File.CreateSymbolicLink(folder["state"], "dotfiles/state");

        AtomicFile.WriteText(folder["state"], "new");

        Assert.Equal("new", File.ReadAllText(folder["dotfiles/state"]));
        Assert.Equal("dotfiles/state", new FileInfo(folder["state"]).LinkTarget);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_content_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["state"]); // A folder cannot be renamed over.

        Assert.ThrowsAny<SystemException>(() => AtomicFile.WriteText(folder["state"], "new"));

        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.True(Directory.Exists(folder["state"]));
    }

    [Fact]
    public void Flushing_a_folder_that_does_not_exist_says_so()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.FlushDirectory(folder.Path);
        Assert.Contains("No such file", Assert.Throws<IOException>(() => AtomicFile.FlushDirectory(folder["none"])).Message);
    }
}
