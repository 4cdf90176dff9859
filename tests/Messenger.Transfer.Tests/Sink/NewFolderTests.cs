using Messenger.Transfer.Messages;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Sink;

/// <summary>Many files that all go to a folder which the target does not have: it gets its name at the end, with all of them.</summary>
public sealed class NewFolderTests
{
    internal const int Files = 200, Bytes = 300;
    private static readonly FileSinkOptions Options = new() { Selection = "new", BootId = "b" };

    [Fact] // SINK-FOLDER-1, SINK-FOLDER-3
    public void All_get_their_names_with_their_folder_in_one_step()
    {
        using World world = Many();
        FileSource source = world.OpenSource(Files * Bytes);
        int journal = 0, renames = 0;
        FileSinkOptions options = Options with
        {
            BeforeStep = step =>
            {
                Assert.False(Directory.Exists(world.TargetPath("folder")) && step is SinkStep.Data or SinkStep.Rename);
                journal += step == SinkStep.Journal ? 1 : 0;
                renames += step == SinkStep.Rename ? 1 : 0;
            },
        };
        using (FileSink sink = world.OpenSink(source.Plan, options))
        using (var pump = new Pump(source, sink, 20_000))
        {
            Assert.Equal(EndOutcome.Completed, pump.Run());
            Assert.Equal(Files, sink.FilesWritten.Count);
        }

        Assert.Equal(1, renames);
        Assert.InRange(journal, 1, 40);
        world.AssertSame();
    }

    [Fact]
    public void SINK_FOLDER_2_bytes_that_no_journal_knows_are_somebody_elses()
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        Directory.CreateDirectory(world.TargetPath("folder.part"));
        string other = world.TargetPath("folder.part/000");
        File.WriteAllText(other, "my own");
        Run(world, source, Options);
        Assert.Equal("my own", File.ReadAllText(other));
        Directory.Delete(world.TargetPath("folder.part"), recursive: true);
        world.AssertSame();
    }

    [Fact] // JRN-PROMOTE-2
    public void A_kill_at_any_step_loses_nothing()
    {
        int steps = int.MaxValue, unknown = 0;
        for (int kill = 1; kill <= steps; kill++)
        {
            using World world = Many(kill);
            FileSource source = world.OpenSource();
            int taken = 0;
            try
            {
                Run(world, source, Options with { BeforeStep = _ => Kill(++taken == kill) });
                steps = taken;
            }
            catch (KillException)
            {
                Assert.True(!Directory.Exists(world.TargetPath("folder")) || Directory.EnumerateFiles(world.TargetPath("folder")).Count() == Files);
            }

            Run(world, source, Options);
            // Whoever is killed before its journal's first words is not known by it.
            if (Directory.Exists(world.TargetPath("folder.part")))
            {
                unknown++;
                Directory.Delete(world.TargetPath("folder.part"), recursive: true);
            }

            world.AssertSame();
        }

        Assert.InRange(steps, 20, 500);
        Assert.InRange(unknown, 0, 1);
    }

    [Fact]
    public void What_was_verified_before_a_kill_is_not_sent_again()
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        Begin(world, source);
        Assert.True(Directory.Exists(world.TargetPath("folder.part")));
        Assert.InRange(Run(world, source, Options), 1, (Files * Bytes) - 10_000);
        world.AssertSame();
    }

    [Fact] // SINK-FOLDER-2
    public void Where_the_name_was_taken_meanwhile_files_get_theirs_one_by_one()
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan, Options))
        using (var pump = new Pump(source, sink, 5_000))
        {
            pump.OnMessage = type =>
            {
                if (type == MessageType.Trailer)
                    Directory.CreateDirectory(world.TargetPath("folder"));
            };
            Assert.Equal(EndOutcome.Completed, pump.Run());
        }

        world.AssertSame();
    }

    [Fact] // SINK-FOLDER-2
    public void Where_the_name_was_taken_between_two_runs_the_first_ones_bytes_count()
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        Begin(world, source);
        Directory.CreateDirectory(world.TargetPath("folder"));
        Assert.InRange(Run(world, source, Options), 1, (Files * Bytes) - 10_000);
        world.AssertSame();
    }

    [Fact] // SINK-FOLDER-2
    public void Kills_while_files_get_their_names_one_by_one_lose_none()
    {
        for (int kill = 1; kill <= Files; kill += 33)
        {
            using World world = Many(kill);
            FileSource source = world.OpenSource();
            Begin(world, source);
            Directory.CreateDirectory(world.TargetPath("folder"));
            int renames = 0;
            Assert.Throws<KillException>(() => Run(world, source, Options with { BeforeStep = step => Kill(step == SinkStep.Rename && ++renames == kill + 1) }));
            Assert.Equal(0, Run(world, source, Options));
            world.AssertSame();
        }
    }

    [Fact] // SINK-FOLDER-3
    public void What_is_not_of_the_plan_does_not_get_a_name_with_the_folder()
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        Begin(world, source);
        File.WriteAllText(world.TargetPath("folder.part/stranger"), "half of something");
        Run(world, source, Options);
        Assert.False(File.Exists(world.TargetPath("folder/stranger")));
        Assert.True(File.Exists(world.TargetPath("folder.part/stranger")));
        Directory.Delete(world.TargetPath("folder.part"), recursive: true);
        world.AssertSame();
    }

    [Theory] // SINK-PART-2
    [InlineData("replaced")]
    [InlineData("gone")]
    [InlineData("link")]
    public void A_part_that_is_not_the_one_that_was_written_does_not_get_its_name_with_the_folder(string how)
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan, Options))
        using (var pump = new Pump(source, sink, 5_000))
        {
            pump.OnMessage = type =>
            {
                if (type == MessageType.Trailer)
                    SmallFilesTests.Touch(world, world.TargetPath("folder.part/100"), how);
            };
            pump.Run();
            Assert.Equal(TransferFailure.LocalFile, pump.Receiver.Outcome?.Failure);
        }

        Assert.False(File.Exists(world.TargetPath("folder/100")));
    }

    [Fact] // SINK-FOLDER-3
    public void A_source_that_lost_a_file_does_not_leave_it_in_the_folder()
    {
        using World world = Many();
        Begin(world, world.OpenSource());
        File.Delete(world.SourcePath("folder/000"));
        Run(world, world.OpenSource(), Options);
        Assert.False(File.Exists(world.TargetPath("folder/000")));
        Assert.True(File.Exists(world.TargetPath("folder/001")));
    }

    [Fact] // SINK-FOLDER-4
    public void Two_at_once_do_not_share_the_folder()
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        using FileSink first = world.OpenSink(source.Plan, Options with { OwnPartsOnly = true });
        using var pump = new Pump(source, first, 5_000);
        for (int i = 0; i < 10; i++)
            pump.Step();
        using (FileSink second = world.OpenSink(source.Plan, new FileSinkOptions { Selection = "other", BootId = "b", OwnPartsOnly = true, IfExists = IfExists.Resume }))
        using (var other = new Pump(source, second, 5_000))
        {
            other.Step();
            Assert.Single(Directory.EnumerateDirectories(world.TargetPath(), "*.part"));
            Assert.Equal(EndOutcome.Completed, other.Run());
        }

        Assert.Equal(TransferFailure.Exists, pump.Run()?.Failure);
        foreach (string path in Directory.EnumerateFiles(world.TargetPath("folder")))
            Assert.Equal(File.ReadAllBytes(world.SourcePath("folder/" + Path.GetFileName(path))), File.ReadAllBytes(path));
    }

    [Fact] // SINK-ROOT-2
    public void A_link_in_the_place_of_the_folder_is_not_followed()
    {
        using World world = Many();
        Directory.CreateDirectory(world.TargetPath("elsewhere"));
        File.CreateSymbolicLink(world.TargetPath("folder.part"), "elsewhere");
        Run(world, world.OpenSource(), Options);
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.TargetPath("elsewhere")));
        Directory.Delete(world.TargetPath("elsewhere"));
        File.Delete(world.TargetPath("folder.part"));
        world.AssertSame();
    }

    [Fact]
    public void What_nobody_continues_is_removed()
    {
        using World world = Many();
        string journal = Begin(world, world.OpenSource());
        Assert.True(FileSink.Discard(world.TargetRoot, journal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.TargetPath()));
    }

    [Fact]
    public void Where_nothing_was_begun_nothing_stays()
    {
        using World world = Many();
        world.OpenSink(world.OpenSource().Plan, Options).Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.TargetPath()));
    }

    internal static World Many(int seed = 1)
    {
        var world = new World(seed);
        for (int i = 0; i < Files; i++)
        {
            string name = $"folder/{i:000}";
            world.MakeSource(name, i % 10 == 9 ? 0 : Bytes);
            File.SetLastWriteTimeUtc(world.SourcePath(name), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(i));
            if (i % 10 == 8)
                File.SetUnixFileMode(world.SourcePath(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return world;
    }

    // Bytes that went.
    private static long Run(World world, FileSource source, FileSinkOptions options)
    {
        using FileSink sink = world.OpenSink(source.Plan, options);
        using var pump = new Pump(source, sink, 5_000);
        Assert.Equal(EndOutcome.Completed, pump.Run());
        return pump.DataBytesSent;
    }

    // As far as about half.
    private static string Begin(World world, FileSource source)
    {
        using FileSink sink = world.OpenSink(source.Plan, Options);
        using var pump = new Pump(source, sink, 5_000);
        while (sink.BytesVerified < Files * Bytes / 2)
            Assert.True(pump.Step());
        return sink.JournalPath;
    }

    private static void Kill(bool now)
    {
        if (now)
            throw new KillException();
    }

    private sealed class KillException : Exception;
}
