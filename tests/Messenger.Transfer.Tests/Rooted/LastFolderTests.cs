using System.Globalization;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Rooted;

public sealed class LastFolderTests
{
    [Fact] // SINK-ROOT-1
    public void A_folder_that_becomes_a_link_is_not_followed_and_not_used_for_long()
    {
        using var world = new World();
        world.MakeSource("folder/file", 5);
        Directory.CreateDirectory(world.OutsidePath());
        File.WriteAllBytes(world.OutsidePath("file"), new byte[7]);
        using var folder = new LastFolder();
        Assert.Equal(5, Size(world, folder));
        Directory.Move(world.SourcePath("folder"), world.SourcePath("moved"));
        File.CreateSymbolicLink(world.SourcePath("folder"), world.OutsidePath());
        for (int name = 1; name < LastFolder.MaxNames; name++)
            Assert.Equal(5, Size(world, folder));
        Assert.Null(Size(world, folder));
        Assert.Throws<FileNotFoundException>(() => folder.Open(world.SourceRoot, "folder/file", create: true, out _));
    }

    [Fact]
    public void A_folder_that_is_missing_is_made_where_it_is_wanted_and_not_where_it_is_looked_for()
    {
        using var world = new World();
        using var folder = new LastFolder();
        Assert.Null(folder.Find(world.TargetRoot, "a/b/c", out ReadOnlySpan<char> name));
        Assert.Equal("c", name);
        Assert.Throws<FileNotFoundException>(() => folder.Open(world.TargetRoot, "a/b/c", create: false, out _));
        folder.Open(world.TargetRoot, "a/b/c", create: true, out _).OpenWrite("c", create: true, out _).Dispose();
        Assert.True(File.Exists(world.TargetPath("a/b/c")));
        Assert.Equal(0, folder.Find(world.TargetRoot, "a/b/c", out _)?.Stat("c")?.Identity.Size);
    }

    [Fact]
    public void Each_root_and_each_folder_has_its_own()
    {
        using var world = new World();
        world.MakeSource("a", 1);
        world.MakeSource("f/a", 2);
        world.MakeTarget("f/a", new byte[3]);
        using var folder = new LastFolder();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(1, folder.Find(world.SourceRoot, "a", out _)?.Stat("a")?.Identity.Size);
            Assert.Equal(2, folder.Find(world.SourceRoot, "f/a", out _)?.Stat("a")?.Identity.Size);
            Assert.Equal(3, folder.Find(world.TargetRoot, "f/a", out _)?.Stat("a")?.Identity.Size);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../source/a")]
    [InlineData("folder/a")]
    [InlineData("/etc/passwd")]
    [InlineData("a\0b")]
    public void A_name_is_one_part_and_leads_nowhere_else(string name)
    {
        using var world = new World();
        world.MakeSource("a", 1);
        world.MakeSource("folder/a", 1);
        using RootedFolder folder = world.SourceRoot.OpenFolder("", create: false);
        Assert.Null(folder.Stat(name));
        Assert.Throws<FileNotFoundException>(() => folder.OpenWrite(name, create: true, out _));
        Assert.Equal((-1, -1), (folder.OpenBriefly(name), folder.CreateBriefly(name)));
        Assert.Throws<FileNotFoundException>(() => folder.Rename(name, "b", replace: true));
        Assert.Throws<FileNotFoundException>(() => folder.Rename("a", name, replace: true));
        Assert.Equal(1, folder.Stat("a")?.Identity.Size);
    }

    [Theory]
    [InlineData('a', 255)]
    [InlineData('é', 127)]
    [InlineData('語', 85)]
    public void The_longest_name_is_as_good_as_any_and_one_that_is_longer_is_refused(char unit, int count)
    {
        using var world = new World();
        Directory.CreateDirectory(world.SourcePath());
        using RootedFolder folder = world.SourceRoot.OpenFolder("", create: false);
        string name = new(unit, count);
        using (var made = new BriefFile(folder.CreateBriefly(name), name))
            made.Write([1, 2, 3]);
        Assert.Equal(3, folder.Stat(name)?.Identity.Size);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(world.SourcePath(name)));
        foreach (string longer in (string[])[name + unit, new(unit, 5_000)])
        {
            Assert.Equal((-1, -1), (folder.OpenBriefly(longer), folder.CreateBriefly(longer)));
            Assert.ThrowsAny<IOException>(() => folder.Stat(longer));
        }
    }

    [Fact] // SINK-ROOT-2, SINK-ROOT-3
    public void What_is_made_for_a_moment_was_not_there_and_no_link_is_opened()
    {
        using var world = new World();
        world.MakeSource("file", 5);
        Directory.CreateDirectory(world.OutsidePath());
        File.CreateSymbolicLink(world.SourcePath("link"), "file");
        File.CreateSymbolicLink(world.SourcePath("dangling"), world.OutsidePath("new"));
        using RootedFolder folder = world.SourceRoot.OpenFolder("", create: false);
        foreach (string taken in (string[])["file", "link", "dangling"])
            Assert.Equal(-1, folder.CreateBriefly(taken));
        Assert.Equal((-1, -1), (folder.OpenBriefly("link"), folder.OpenBriefly("dangling")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.OutsidePath()));

        byte[] bytes = world.Bytes(100_000);
        using (var made = new BriefFile(folder.CreateBriefly("new"), "new"))
        {
            made.Write(bytes);
            made.SetModified(1_500_000_000_000_000_001);
            Assert.Equal((100_000L, 1_500_000_000_000_000_001L), (made.Status().Identity.Size, made.Status().Identity.Modified));
        }

        Assert.Equal(bytes, File.ReadAllBytes(world.SourcePath("new")));
        using var opened = new BriefFile(folder.OpenBriefly("new"), "new");
        byte[] read = new byte[bytes.Length + 1];
        Assert.Equal(bytes.Length, opened.Read(read));
        Assert.Equal(bytes, read[..^1]);
        Assert.Equal(folder.Stat("new"), opened.Status());
    }

    [Fact]
    public void A_listing_gives_states_of_links_as_links_where_they_are_wanted()
    {
        using var world = new World();
        world.MakeSource("file", 5);
        Directory.CreateDirectory(world.SourcePath("folder"));
        File.CreateSymbolicLink(world.SourcePath("link"), "file");
        Dictionary<string, DirectoryEntry> found = world.SourceRoot.List("", out _, withStatus: true).ToDictionary(entry => entry.Name);
        Assert.Equal((FileKind.File, 5L), (found["file"].Kind, found["file"].Status!.Value.Identity.Size));
        Assert.Equal(world.SourceRoot.Stat("file"), found["file"].Status);
        Assert.Equal(world.SourceRoot.Stat("folder"), found["folder"].Status);
        Assert.Equal((FileKind.Link, FileKind.Link), (found["link"].Kind, found["link"].Status!.Value.Kind));
        Assert.All(world.SourceRoot.List(""), entry => Assert.Null(entry.Status));
    }

    [Fact]
    public void A_listing_of_thousands_gives_each_name_once_and_with_its_own_state()
    {
        const int Files = 2_500;
        using var world = new World();
        for (int i = 0; i < Files; i++)
            world.MakeSource($"{i}", i % 100);
        for (int i = 0; i < 3; i++)
            Directory.CreateDirectory(world.SourcePath($"folder{i}"));
        IReadOnlyList<DirectoryEntry> found = world.SourceRoot.List("", out int nameless, withStatus: true);
        Assert.Equal(0, nameless);
        Assert.Equal(Files + 3, found.Select(entry => entry.Name).Distinct().Count());
        Assert.Equal(Files + 3, found.Count);
        foreach (DirectoryEntry entry in found.Where(entry => entry.Kind == FileKind.File))
            Assert.Equal(int.Parse(entry.Name, CultureInfo.InvariantCulture) % 100, entry.Status!.Value.Identity.Size);
        List<string> folders = [];
        List<ulong> inodes = [];
        world.SourceRoot.ReadInodes("", inodes, folders);
        Assert.Equal(found.Where(entry => entry.Kind == FileKind.File).Select(entry => entry.Status!.Value.Identity.Inode).Order(), inodes.Order());
        Assert.Equal(["folder0", "folder1", "folder2"], folders.Order());
    }

    private static long? Size(World world, LastFolder folder) => folder.Find(world.SourceRoot, "folder/file", out ReadOnlySpan<char> name)?.Stat(name)?.Identity.Size;
}
