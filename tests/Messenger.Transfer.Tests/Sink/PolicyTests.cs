using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Sink;

/// <summary>What happens where a name is taken.</summary>
public sealed class PolicyTests
{
    public static TheoryData<IfExists> Policies => [.. Enum.GetValues<IfExists>()];

    public static TheoryData<int> Differences => [0, 1, 25_000];

    [Theory] // SINK-SAME-1
    [MemberData(nameof(Policies))]
    public void An_identical_file_is_left_alone_and_no_byte_of_it_is_sent(IfExists policy)
    {
        using var world = new World();
        world.MakeTarget("a", world.MakeSource("a", 30_000));
        File.SetLastWriteTimeUtc(world.TargetPath("a"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (EndOutcome? outcome, Pump pump, FileSink sink) = Run(world, policy);
        Assert.Equal(EndOutcome.Completed, outcome);
        Assert.Equal((0L, 30_000L, 0), (pump.DataBytesSent, sink.BytesResumed, sink.FilesKept));
        Assert.Empty(sink.FilesWritten);
        Assert.Equal(2001, File.GetLastWriteTimeUtc(world.TargetPath("a")).Year);
        Assert.Equal(["a"], Names(world));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Another_file_is_refused_where_nobody_can_be_asked(int at)
    {
        using var world = new World();
        byte[] other = Different(world, at);
        (EndOutcome? outcome, _, _) = Run(world, IfExists.Ask);
        Assert.Equal(TransferFailure.Exists, outcome?.Failure);
        Assert.Equal(other, File.ReadAllBytes(world.TargetPath("a.txt")));
        Assert.DoesNotContain("a.txt.part", Names(world));
    }

    [Fact]
    public void A_refusal_by_size_comes_before_any_byte_and_leaves_nothing()
    {
        using var world = new World();
        world.MakeSource("a", 30_000);
        world.MakeTarget("a", [1, 2, 3]);
        Assert.Equal(TransferFailure.Exists, Assert.Throws<SinkException>(() => Run(world, IfExists.Resume)).Failure);
        Assert.Equal(["a"], Names(world));
        (EndOutcome? outcome, Pump pump, _) = Run(world, IfExists.Ask);
        Assert.Equal((TransferFailure.Exists, 0L), (outcome?.Failure, pump.DataBytesSent));
        Assert.Equal(["a"], Names(world));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Skip_keeps_another_file_and_says_so(int at)
    {
        using var world = new World();
        byte[] other = Different(world, at);
        (EndOutcome? outcome, Pump pump, FileSink sink) = Run(world, IfExists.Skip);
        Assert.Equal((EndOutcome.Completed, 1, 0L), (outcome, sink.FilesKept, pump.DataBytesSent));
        Assert.Equal((sink.Plan.TotalBytes, sink.Plan.TotalBytes), (sink.BytesKept, sink.BytesResumed));
        Assert.Equal(other, File.ReadAllBytes(world.TargetPath("a.txt")));
        Assert.Equal(["a.txt"], Names(world));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Overwrite_replaces_at_the_end_in_one_step(int at)
    {
        using var world = new World();
        byte[] other = Different(world, at);
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { IfExists = IfExists.Overwrite }))
        using (var pump = new Pump(source, sink))
        {
            for (int i = 0; i < 20; i++)
                pump.Step();
            Assert.Equal(other, File.ReadAllBytes(world.TargetPath("a.txt")));
            Assert.Equal(EndOutcome.Completed, pump.Run());
        }

        world.AssertSame();
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Rename_finds_a_free_number(int at)
    {
        using var world = new World();
        byte[] other = Different(world, at);
        world.MakeTarget("a (1).txt", [7]);
        (EndOutcome? outcome, _, FileSink sink) = Run(world, IfExists.Rename);
        Assert.Equal(EndOutcome.Completed, outcome);
        Assert.Equal(["a (2).txt"], sink.FilesWritten);
        Assert.Equal(["a (1).txt", "a (2).txt", "a.txt"], Names(world));
        Assert.Equal(other, File.ReadAllBytes(world.TargetPath("a.txt")));
        Assert.Equal(File.ReadAllBytes(world.SourcePath("a.txt")), File.ReadAllBytes(world.TargetPath("a (2).txt")));
    }

    [Fact]
    public void Numbers_go_before_the_ending()
    {
        Assert.Equal("a/b (1).tar", TargetFile.Numbered("a/b.tar", 1));
        Assert.Equal("a.b/c (3)", TargetFile.Numbered("a.b/c", 3));
        Assert.Equal(".profile (1)", TargetFile.Numbered(".profile", 1));
        Assert.Equal("x/.profile (1)", TargetFile.Numbered("x/.profile", 1));
        Assert.Equal("x", TargetFile.Numbered("x", 0));
    }

    [Theory]
    [InlineData(ConflictAnswer.Overwrite)]
    [InlineData(ConflictAnswer.Keep)]
    [InlineData(ConflictAnswer.Rename)]
    public void Somebody_is_asked_once_and_the_answer_outlives_a_kill(ConflictAnswer answer)
    {
        using var world = new World();
        for (int i = 0; i < 6; i++)
            world.MakeSource($"f{i}", 3000);
        byte[] other = world.Bytes(3000);
        world.MakeTarget("f2", other);
        world.MakeTarget("f3", File.ReadAllBytes(world.SourcePath("f3")));
        FileSource source = world.OpenSource();
        int asked = 0;
        ConflictAnswer Answer(FileConflict conflict)
        {
            asked++;
            Assert.Equal(("f2", 3000L, 3000L), (conflict.Path, conflict.ExistingSize, conflict.NewSize));
            return answer;
        }

        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink) { OnConflict = Answer })
        {
            while (asked == 0)
                pump.Step();
            pump.Step();
        }

        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink) { OnConflict = Answer })
        {
            Assert.Equal(EndOutcome.Completed, pump.Run());
            Assert.DoesNotContain("f3", sink.FilesWritten);
        }

        Assert.Equal(1, asked);
        byte[] sent = File.ReadAllBytes(world.SourcePath("f2"));
        Assert.Equal(answer == ConflictAnswer.Overwrite ? sent : other, File.ReadAllBytes(world.TargetPath("f2")));
        if (answer == ConflictAnswer.Rename)
            Assert.Equal(sent, File.ReadAllBytes(world.TargetPath("f2 (1)")));
        for (int i = 0; i < 6; i++)
            Assert.True(i == 2 || File.ReadAllBytes(world.TargetPath($"f{i}")).AsSpan().SequenceEqual(File.ReadAllBytes(world.SourcePath($"f{i}"))));
        Assert.DoesNotContain(Names(world), n => n.Contains(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(IfExists.Ask)]
    [InlineData(IfExists.Overwrite)]
    public void Any_mixture_of_present_same_and_different_files_ends_as_the_answers_or_the_policy_say(IfExists policy)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            using var world = new World(seed);
            int count = world.Random.Next(2, 12);
            HashSet<string> same = [];
            for (int i = 0; i < count; i++)
            {
                byte[] bytes = world.MakeSource($"f{i:00}", world.Random.Next(0, 9000));
                int kind = world.Random.Next(4);
                if (kind == 1)
                    world.MakeTarget($"f{i:00}", bytes);
                if (kind == 1)
                    same.Add($"f{i:00}");
                if (kind == 2 && bytes.Length > 0)
                    world.MakeTarget($"f{i:00}", [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
                if (kind == 3)
                    world.MakeTarget($"f{i:00}", world.Bytes(world.Random.Next(0, 9000)));
            }

            FileSource source = world.OpenSource();
            using (FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { IfExists = policy }))
            using (var pump = new Pump(source, sink) { OnConflict = _ => ConflictAnswer.Overwrite })
            {
                Assert.Equal(EndOutcome.Completed, pump.Run());
                Assert.DoesNotContain(sink.FilesWritten, name => same.Contains(name));
            }

            foreach (string path in Directory.EnumerateFiles(world.SourcePath()))
                Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(world.TargetPath(Path.GetFileName(path)))), $"Seed {seed}: {path}");
            Assert.Equal(count, Names(world).Length);
        }
    }

    [Fact]
    public void One_file_can_have_another_name_in_a_folder_that_is_made()
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a", 10_000);
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { TargetName = "deep/er/name" }))
        using (var pump = new Pump(source, sink))
        {
            pump.Step();
            Assert.True(File.Exists(world.TargetPath("deep/er/name.part.journal")));
            Assert.Equal(EndOutcome.Completed, pump.Run());
        }

        Assert.Equal(bytes, File.ReadAllBytes(world.TargetPath("deep/er/name")));
        foreach (string name in new[] { "../x", "/x", "x.part", "" })
            Assert.Throws<PlanException>(() => world.OpenSink(source.Plan, new FileSinkOptions { TargetName = name }));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Overwrite_can_be_allowed_for_some_files_alone(int at)
    {
        using var world = new World();
        byte[] other = Different(world, at);
        FileSource source = world.OpenSource();
        var options = new FileSinkOptions { IfExists = IfExists.Overwrite, MayReplace = name => name != "a.txt" };
        try
        {
            using FileSink sink = world.OpenSink(source.Plan, options);
            using var pump = new Pump(source, sink);
            Assert.Equal(TransferFailure.Exists, pump.Run()?.Failure);
        }
        catch (SinkException e)
        {
            Assert.Equal((0, TransferFailure.Exists), (at, e.Failure));
        }

        Assert.Equal(other, File.ReadAllBytes(world.TargetPath("a.txt")));
    }

    [Fact]
    public void What_is_to_be_stored_is_what_is_not_there_and_may_have_to_be()
    {
        using var world = new World();
        world.MakeTarget("a", world.MakeSource("a", 5_000));
        world.MakeSource("b", 7_000);
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        Assert.Equal((7_000, 12_000), (sink.BytesToStore(withExisting: false), sink.BytesToStore(withExisting: true)));
    }

    [Fact]
    public void A_folder_where_a_file_should_go_is_said_and_left()
    {
        using var world = new World();
        world.MakeSource("a", 10);
        Directory.CreateDirectory(world.TargetPath("a"));
        Assert.Equal(TransferFailure.LocalFile, Assert.Throws<SinkException>(() => Run(world, IfExists.Overwrite)).Failure);
        Assert.Equal(["a"], Names(world));
    }

    [Fact]
    public void A_file_that_appears_while_its_name_is_fetched_is_not_overwritten()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink))
        {
            pump.Step();
            world.MakeTarget("a", [1]);
            Assert.Equal(TransferFailure.Exists, pump.Run()?.Failure);
        }

        Assert.Equal([1], File.ReadAllBytes(world.TargetPath("a")));
        Assert.True(File.Exists(world.TargetPath("a.part")));
    }

    // A target that differs: in its size (0), or at one byte.
    private static byte[] Different(World world, int at)
    {
        byte[] bytes = world.MakeSource("a.txt", 30_000);
        byte[] other = at == 0 ? bytes[..^1] : [.. bytes];
        other[at] ^= 1;
        world.MakeTarget("a.txt", other);
        return other;
    }

    private static (EndOutcome? Outcome, Pump Pump, FileSink Sink) Run(World world, IfExists policy)
    {
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { IfExists = policy });
        using var pump = new Pump(source, sink);
        return (pump.Run(), pump, sink);
    }

    private static string[] Names(World world) =>
        [.. Directory.EnumerateFileSystemEntries(world.TargetPath()).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
}
