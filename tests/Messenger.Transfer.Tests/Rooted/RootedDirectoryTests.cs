using System.Diagnostics;
using System.Net.Sockets;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Rooted;

public sealed class RootedDirectoryTests
{
    public static TheoryData<bool> Kernels => [true, false];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Names_inside_are_found_and_read(bool openAt2)
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a/b/c.txt", 100);
        using RootedDirectory root = RootedDirectory.Open(world.SourcePath(), create: false, openAt2);
        Assert.Equal(FileKind.Folder, root.Stat("a/b")?.Kind);
        Assert.Equal(FileKind.Folder, root.Stat("")?.Kind);
        Assert.Equal((FileKind.File, 100L), (root.Stat("a/b/c.txt")!.Value.Kind, root.Stat("a/b/c.txt")!.Value.Identity.Size));
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = root.OpenRead("a/b/c.txt", out FileStatus status);
        byte[] read = new byte[200];
        Assert.Equal(100, RandomAccess.Read(file, read, 0));
        Assert.Equal(bytes, read[..100]);
        Assert.Equal(status.Identity, root.Stat("a/b/c.txt")!.Value.Identity);
        Assert.Equal([new DirectoryEntry("c.txt", FileKind.File)], root.List("a/b"));
        Assert.Null(root.Stat("a/x"));
        Assert.Null(root.Stat("a/b/c.txt/d"));
        Assert.Throws<FileNotFoundException>(() => root.OpenRead("nothing", out _));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void No_name_and_no_link_leads_out(bool openAt2)
    {
        using var world = new World();
        Directory.CreateDirectory(world.OutsidePath());
        File.WriteAllText(world.OutsidePath("secret"), "secret");
        File.CreateSymbolicLink(world.SourcePath("up"), "..");
        File.CreateSymbolicLink(world.SourcePath("absolute"), world.OutsidePath());
        File.CreateSymbolicLink(world.SourcePath("file"), "../outside/secret");
        File.CreateSymbolicLink(world.SourcePath("magic"), "/proc/self/root" + world.OutsidePath());
        File.CreateSymbolicLink(world.SourcePath("loop"), "loop");
        using RootedDirectory root = RootedDirectory.Open(world.SourcePath(), create: false, openAt2);
        foreach (string path in new[] { "..", "../outside/secret", "up/outside/secret", "absolute/secret", "file", "magic/secret", "loop", world.OutsidePath("secret"), "a\0b", "./up/outside/secret" })
        {
            Assert.Null(root.Stat(path));
            Assert.Throws<FileNotFoundException>(() => root.OpenRead(path, out _));
            Assert.ThrowsAny<IOException>(() => root.List(path));
        }

        Assert.Equal(FileKind.Link, root.Stat("file", follow: false)?.Kind);
    }

    [Fact]
    public void Links_that_stay_inside_are_followed()
    {
        using var world = new World();
        world.MakeSource("a/real", 5);
        File.CreateSymbolicLink(world.SourcePath("a/link"), "real");
        File.CreateSymbolicLink(world.SourcePath("b"), "a");
        Assert.Equal(5, world.SourceRoot.Stat("b/link")?.Identity.Size);
    }

    [Fact]
    public void Pipes_sockets_and_devices_are_not_opened_and_do_not_block()
    {
        using var world = new World();
        Process.Start("mkfifo", [world.SourcePath("pipe")]).WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(world.SourcePath("socket")));
        foreach (string name in new[] { "pipe", "socket" })
        {
            Assert.Equal(FileKind.Special, world.SourceRoot.Stat(name)?.Kind);
            Assert.Throws<IOException>(() => world.SourceRoot.OpenRead(name, out _));
            Assert.Throws<IOException>(() => FileSource.Open(world.SourceRoot, [new SourceEntry(name, name)]));
        }

        using RootedDirectory devices = RootedDirectory.Open("/dev");
        Assert.Throws<IOException>(() => devices.OpenRead("null", out _));
    }

    [Fact] // SINK-ROOT-2
    public void A_part_that_is_a_link_is_not_written_through()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        Directory.CreateDirectory(world.OutsidePath());
        File.WriteAllText(world.OutsidePath("victim"), "untouched");
        File.CreateSymbolicLink(world.TargetPath("a.part"), world.OutsidePath("victim"));
        SinkException refused = Assert.Throws<SinkException>(() => world.OpenSink(world.OpenSource().Plan));
        Assert.Equal(TransferFailure.LocalFile, refused.Failure);
        File.Delete(world.TargetPath("a.part"));
        File.CreateSymbolicLink(world.TargetPath("a.part.journal"), world.OutsidePath("victim"));
        Assert.Equal(TransferFailure.LocalFile, Assert.Throws<SinkException>(() => world.OpenSink(world.OpenSource().Plan)).Failure);
        Assert.Equal("untouched", File.ReadAllText(world.OutsidePath("victim")));
    }

    [Fact] // SINK-ROOT-3
    public void A_part_with_a_second_name_is_not_written_to()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        Directory.CreateDirectory(world.OutsidePath());
        File.WriteAllText(world.OutsidePath("victim"), "untouched");
        Process.Start("ln", [world.OutsidePath("victim"), world.TargetPath("a.part")]).WaitForExit();
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        Assert.Equal(TransferFailure.LocalFile, pump.Run()?.Failure);
        Assert.Equal("untouched", File.ReadAllText(world.OutsidePath("victim")));
    }

    [Fact]
    public void A_parent_folder_that_is_a_link_to_elsewhere_takes_no_bytes()
    {
        using var world = new World();
        world.MakeSource("folder/a", 10_000);
        world.MakeSource("folder/b", 10_000);
        Directory.CreateDirectory(world.OutsidePath());
        File.CreateSymbolicLink(world.TargetPath("folder"), world.OutsidePath());
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        Assert.Equal(TransferFailure.LocalFile, pump.Run()?.Failure);
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.OutsidePath()));
    }

    [Fact]
    public void Links_swapped_in_the_middle_take_no_bytes_out()
    {
        for (int at = 0; at < 24; at++)
        {
            using var world = new World(at);
            for (int i = 0; i < 12; i++)
                world.MakeSource($"folder/file{i}", 2000);
            Directory.CreateDirectory(world.OutsidePath());
            FileSource source = world.OpenSource();
            using FileSink sink = world.OpenSink(source.Plan);
            using var pump = new Pump(source, sink);
            for (int i = 0; i < at && pump.Step(); i++)
            {
                // Up to the swap.
            }

            Assert.Null(pump.Receiver.Outcome);
            if (Directory.Exists(world.TargetPath("folder")))
                Directory.Move(world.TargetPath("folder"), world.TargetPath("moved"));
            File.CreateSymbolicLink(world.TargetPath("folder"), world.OutsidePath());
            pump.Run();
            Assert.Empty(Directory.EnumerateFileSystemEntries(world.OutsidePath()));
            Assert.NotEqual(TransferEnd.Completed, pump.Receiver.Outcome?.End);
        }
    }

    [Fact]
    public void A_final_name_that_is_a_link_is_replaced_and_not_followed()
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a", 10_000);
        Directory.CreateDirectory(world.OutsidePath());
        File.WriteAllText(world.OutsidePath("victim"), "untouched");
        File.CreateSymbolicLink(world.TargetPath("a"), world.OutsidePath("victim"));
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { IfExists = IfExists.Overwrite }))
        using (var pump = new Pump(source, sink))
            Assert.Equal(EndOutcome.Completed, pump.Run());
        Assert.Equal("untouched", File.ReadAllText(world.OutsidePath("victim")));
        Assert.Null(new FileInfo(world.TargetPath("a")).LinkTarget);
        Assert.Equal(bytes, File.ReadAllBytes(world.TargetPath("a")));
    }
}
