using Messenger.Contracts.Files;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Source;

public sealed class FileSourceTests
{
    public static TheoryData<string> Changes => ["append", "overwrite", "truncate", "touch", "replace", "delete", "hidden rewrite"];

    [Fact]
    public void A_plan_says_what_the_files_are()
    {
        using var world = new World();
        world.MakeSource("a", 100);
        Directory.CreateDirectory(world.SourcePath("empty"));
        File.SetUnixFileMode(world.SourcePath("a"), UnixFileMode.UserExecute | UnixFileMode.UserRead);
        FileSource source = FileSource.Open(world.SourceRoot, [new SourceEntry("a", "x/y"), new SourceEntry("empty", "e")]);
        Assert.Equal(("x/y", 100L, PlanFileAttributes.Executable), (source.Plan.Files[0].Path, source.Plan.Files[0].Size, source.Plan.Files[0].Attributes));
        Assert.Equal(new DateTimeOffset(File.GetLastWriteTimeUtc(world.SourcePath("a"))).ToUnixTimeMilliseconds(), source.Plan.Files[0].Modified / 1_000_000);
        Assert.Equal(PlanFileAttributes.Folder, source.Plan.Files[1].Attributes);
        Assert.Equal(ChunkSizes.Default, source.Plan.ChunkSize);
        Assert.Throws<FileNotFoundException>(() => FileSource.Open(world.SourceRoot, [new SourceEntry("no", "no")]));
        Assert.Throws<PlanException>(() => FileSource.Open(world.SourceRoot, [new SourceEntry("a", "../a")]));
        Assert.Throws<PlanException>(() => FileSource.Open(world.SourceRoot, [new SourceEntry("a", "a.part")]));
    }

    [Fact]
    public void What_was_found_a_moment_ago_is_planned_without_another_look()
    {
        using var world = new World();
        world.MakeSource("a", 100);
        FileStatus found = world.SourceRoot.Stat("a")!.Value;
        File.Delete(world.SourcePath("a"));
        FileSource source = FileSource.Open(world.SourceRoot, [new SourceEntry("a", "a") { Status = found }]);
        Assert.Equal((100, found.Identity.Modified), (source.Plan.Files[0].Size, source.Plan.Files[0].Modified));
        Assert.False(source.IsUnchanged(out string? changed));
        Assert.Equal("a", changed);
    }

    [Fact] // SRC-CHANGE-3
    public void The_last_look_is_at_what_a_link_leads_to()
    {
        using var world = new World();
        world.MakeSource("folder/a", 10);
        world.MakeSource("folder/b", 10);
        File.CreateSymbolicLink(world.SourcePath("link"), "folder/a");
        FileSource source = FileSource.Open(world.SourceRoot, [new SourceEntry("link", "link"), new SourceEntry("folder/b", "b")]);
        Assert.True(source.IsUnchanged(out _));
        File.Delete(world.SourcePath("link"));
        File.CreateSymbolicLink(world.SourcePath("link"), "folder/b");
        Assert.False(source.IsUnchanged(out string? changed));
        Assert.Equal("link", changed);
    }

    [Fact]
    public void Two_sources_are_the_same_only_with_the_same_files_in_the_same_state()
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("x/a", 10);
        world.MakeTarget("../source/y/a", bytes);
        DateTime time = new(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(world.SourcePath("x/a"), time);
        File.SetLastWriteTimeUtc(world.SourcePath("y/a"), time);
        FileSource Of(string folder) => FileSource.Open(world.SourceRoot, [new SourceEntry($"{folder}/a", "a")]);
        FileSource first = Of("x"), again = Of("x"), other = Of("y");
        Assert.Equal(first.Plan.Digest, other.Plan.Digest);
        Assert.True(first.IsSameAs(again));
        Assert.False(first.IsSameAs(other));
        File.WriteAllBytes(world.SourcePath("x/a"), new byte[10]);
        File.SetLastWriteTimeUtc(world.SourcePath("x/a"), time);
        Assert.Equal(first.Plan.Digest, Of("x").Plan.Digest);
        Assert.False(first.IsSameAs(Of("x")));
    }

    [Theory] // SRC-CHANGE-1, SRC-CHANGE-2, SRC-CHANGE-3
    [MemberData(nameof(Changes))]
    public void A_source_that_changes_at_any_moment_ends_the_transfer_and_mixes_nothing(string change)
    {
        for (int at = 0; at < 60; at += 6)
        {
            using var world = new World(at);
            world.MakeSource("a", 30_000);
            world.MakeSource("b", 10);
            FileSource source = world.OpenSource();
            using (FileSink sink = world.OpenSink(source.Plan))
            using (var pump = new Pump(source, sink))
            {
                bool over = false;
                for (int i = 0; i < at && !over; i++)
                    over = !pump.Step();
                if (pump.Receiver.Outcome is not null)
                    break;
                Change(world.SourcePath("a"), change);
                pump.Run();
                Assert.Equal(TransferFailure.SourceChanged, pump.Receiver.Outcome?.Failure);
                Assert.Equal(TransferFailure.SourceChanged, pump.Sender.Outcome?.Failure);
                Assert.Contains("'a'", pump.Receiver.Outcome!.Value.Sentence, StringComparison.Ordinal);
                Assert.False(File.Exists(world.TargetPath("a")));
            }

            if (change == "delete")
                continue;
            FileSource again = world.OpenSource();
            using (FileSink sink = world.OpenSink(again.Plan))
            using (var pump = new Pump(again, sink))
                Assert.Equal(EndOutcome.Completed, pump.Run());
            world.AssertSame();
        }
    }

    [Fact] // SRC-CHANGE-2
    public void The_first_read_behind_a_change_fails_and_none_waits_for_the_end()
    {
        using var world = new World();
        world.MakeSource("a", 30_000);
        using var sender = new TransferSender(world.OpenSource());
        Assert.True(sender.TryRead(0, new byte[100]));
        File.AppendAllText(world.SourcePath("a"), "x");
        Assert.False(sender.TryRead(100, new byte[100]));
        Assert.Equal(TransferFailure.SourceChanged, sender.Outcome?.Failure);
    }

    [Theory] // SRC-CHANGE-1
    [InlineData("same bytes", TransferFailure.SourceChanged)]
    [InlineData("longer", TransferFailure.SourceChanged)]
    [InlineData("shorter", TransferFailure.SourceChanged)]
    [InlineData("gone", TransferFailure.SourceChanged)]
    [InlineData("link", TransferFailure.SourceChanged)]
    [InlineData("pipe", TransferFailure.SourceUnreadable)]
    [InlineData("folder", TransferFailure.SourceUnreadable)]
    public void A_whole_file_that_is_read_at_once_is_the_one_that_was_planned(string change, TransferFailure failure)
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a", 1_000);
        world.MakeSource("b", 1_000);
        using var sender = new TransferSender(world.OpenSource());
        byte[] read = new byte[2_000];
        Assert.True(sender.TryRead(0, read));
        Assert.Equal(bytes, read[..1_000]);
        string path = world.SourcePath("a");
        switch (change)
        {
            case "same bytes":
                DateTime time = File.GetLastWriteTimeUtc(path);
                File.WriteAllBytes(path, bytes);
                File.SetLastWriteTimeUtc(path, time);
                break;
            case "longer":
                File.AppendAllText(path, "x");
                break;
            case "shorter":
                File.WriteAllBytes(path, bytes[1..]);
                break;
            default:
                File.Delete(path);
                break;
        }

        if (change == "link")
            File.CreateSymbolicLink(path, "b");
        else if (change == "pipe")
            System.Diagnostics.Process.Start("mkfifo", [path]).WaitForExit();
        else if (change == "folder")
            Directory.CreateDirectory(path);
        Assert.False(sender.TryRead(0, read));
        Assert.Equal(failure, sender.Outcome?.Failure);
    }

    [Fact]
    public void A_first_piece_that_is_read_again_is_no_new_beginning_of_the_hash()
    {
        using var world = new World();
        world.MakeSource("a", 9_000);
        FileSource source = world.OpenSource(4_096);
        using var reader = new SourceReader(source);
        reader.Read(0, new byte[1_000]);
        reader.Read(1_000, new byte[1_000]);
        reader.Read(0, new byte[1_000]);
        reader.Read(2_000, new byte[2_096]);
        Assert.True(source.Hashes.TryGet(0, out _));
        reader.Read(source.Plan.WireStart(1), new byte[1_000]);
        reader.Read(0, new byte[4_096]);
        reader.Read(source.Plan.WireStart(1) + 1_000, new byte[3_096]);
        Assert.True(source.Hashes.TryGet(1, out _));
    }

    [Fact]
    public void Any_range_can_be_read_in_any_order_as_often_as_wanted()
    {
        using var world = new World(3);
        byte[][] files = [world.MakeSource("a", 10_000), world.MakeSource("b", 1), world.MakeSource("c", 7777)];
        FileSource source = world.OpenSource(512);
        byte[] wire = new byte[source.Plan.WireLength];
        using var reader = new SourceReader(source);
        reader.Read(0, wire);
        byte[] plain = files.SelectMany(f => f).ToArray();
        for (int chunk = 0; chunk < source.Plan.ChunkCount; chunk++)
        {
            byte[] bytes = plain[(chunk * 512)..Math.Min(plain.Length, (chunk + 1) * 512)];
            Assert.Equal(bytes, wire.AsSpan((int)source.Plan.WireStart(chunk), bytes.Length).ToArray());
            Assert.Equal(System.IO.Hashing.XxHash128.Hash(bytes), wire.AsSpan((int)source.Plan.HashRange(chunk).Offset, 16).ToArray());
        }

        FileSource fresh = world.OpenSource(512);
        using var random = new SourceReader(fresh);
        for (int i = 0; i < 500; i++)
        {
            int offset = world.Random.Next(wire.Length), length = world.Random.Next(1, Math.Min(2000, wire.Length - offset + 1));
            byte[] some = new byte[length];
            random.Read(offset, some);
            Assert.True(some.AsSpan().SequenceEqual(wire.AsSpan(offset, length)), $"Range {offset}+{length} differs.");
        }
    }

    private static void Change(string path, string how)
    {
        switch (how)
        {
            case "append":
                File.AppendAllText(path, "x");
                break;
            case "overwrite":
                byte[] bytes = File.ReadAllBytes(path);
                bytes[^1] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            case "truncate":
                using (FileStream file = File.OpenWrite(path))
                    file.SetLength(5);
                break;
            case "touch":
                File.SetLastWriteTimeUtc(path, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
                break;
            case "replace":
                File.Copy(path, path + "2");
                File.Move(path + "2", path, overwrite: true);
                break;
            case "hidden rewrite":
                DateTime time = File.GetLastWriteTimeUtc(path);
                File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
                File.SetLastWriteTimeUtc(path, time);
                break;
            default:
                File.Delete(path);
                break;
        }
    }
}
