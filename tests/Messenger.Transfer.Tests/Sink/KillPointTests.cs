using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Sink;

/// <summary>
/// A transfer that is cut at any step, by a kill or by the power, and begun again by the same command: it ends with equal files, and sends no
/// chunk again whose bytes are whole on the target's disk.
/// </summary>
public sealed class KillPointTests
{
    [Fact]
    public void A_hundred_kills_lose_nothing()
    {
        for (int seed = 0; seed < 100; seed++)
            Live(seed, powerCuts: false);
    }

    [Fact]
    public void A_hundred_power_cuts_lose_only_what_the_disk_lost()
    {
        for (int seed = 1000; seed < 1100; seed++)
            Live(seed, powerCuts: true);
    }

    [Fact]
    public void A_kill_at_every_single_step_of_one_transfer_loses_nothing()
    {
        int steps = int.MaxValue;
        for (int kill = 1; kill <= steps; kill++)
        {
            using var world = new World(7);
            MakeFiles(world, 3);
            FileSource source = world.OpenSource();
            int taken = RunUntil(world, source, kill, "boot 1", []);
            if (taken < kill)
                steps = taken;
            HashSet<int> whole = WholeChunks(world, source.Plan);
            Assert.True(RunUntil(world, source, int.MaxValue, "boot 1", whole) >= 0);
            world.AssertSame();
        }

        Assert.InRange(steps, 20, 500);
    }

    [Fact] // JRN-SOURCE-1
    public void A_file_that_got_its_name_and_then_other_bytes_at_the_source_is_fetched_anew_from_its_first_chunk()
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a", 3 * World.SmallChunk);
        world.MakeSource("b", World.SmallChunk);
        File.SetLastWriteTimeUtc(world.SourcePath("a"), DateTime.UnixEpoch);
        int renames = 0;
        var options = new FileSinkOptions
        {
            Selection = "s",
            BootId = "b",
            BeforeStep = step =>
            {
                if (step == SinkStep.Rename && ++renames == 2)
                    throw new KillException();
            },
        };
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan, options))
        using (var pump = new Pump(source, sink))
            Assert.Throws<KillException>(() => pump.Run());
        Assert.True(File.Exists(world.TargetPath("a")));
        // The first chunk is the same, and the second is not.
        bytes[World.SmallChunk] ^= 1;
        File.WriteAllBytes(world.SourcePath("a"), bytes);
        File.SetLastWriteTimeUtc(world.SourcePath("a"), DateTime.UnixEpoch);
        source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan, options with { BeforeStep = null }))
        using (var pump = new Pump(source, sink))
            Assert.Equal(EndOutcome.Completed, pump.Run());
        world.AssertSame();
    }

    private static void Live(int seed, bool powerCuts)
    {
        using var world = new World(seed);
        MakeFiles(world, world.Random.Next(1, 6));
        FileSource source = world.OpenSource();
        HashSet<int> whole = [];
        try
        {
            for (int cut = 0; cut < 3; cut++)
            {
                RunUntil(world, source, world.Random.Next(1, 80), powerCuts ? $"boot {cut}" : "boot", whole);
                if (powerCuts)
                    LosePower(world);
                whole = WholeChunks(world, source.Plan);
            }

            RunUntil(world, source, int.MaxValue, powerCuts ? "boot last" : "boot", whole);
            world.AssertSame();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
        }
    }

    // Steps are those of the disk and of the wire, whichever comes first; returns how many there were.
    private static int RunUntil(World world, FileSource source, int kill, string boot, HashSet<int> whole)
    {
        int steps = 0;
        void Count()
        {
            if (++steps >= kill)
                throw new KillException();
        }

        HashSet<int> sent = [];
        try
        {
            var options = new FileSinkOptions { Selection = "kill", BootId = boot, BeforeStep = _ => Count() };
            using FileSink sink = world.OpenSink(source.Plan, options);
            using var pump = new Pump(source, sink, 1 + world.Random.Next(3 * World.SmallChunk));
            sent = pump.ChunksSent;
            pump.OnRange = (_, _) =>
            {
                Count();
                return true;
            };
            EndOutcome? outcome = pump.Run();
            Assert.Equal(EndOutcome.Completed, outcome);
        }
        catch (KillException)
        {
            // As the kernel does it: descriptors closed, buffers of the process gone.
        }

        sent.IntersectWith(whole);
        Assert.Empty(sent);
        return steps;
    }

    private static void MakeFiles(World world, int files)
    {
        for (int i = 0; i < files; i++)
            world.MakeSource(world.Random.Next(2) == 0 ? $"file {i}" : $"folder/{i}/file", world.Random.Next(4) == 0 ? 0 : world.Random.Next(1, 30_000));
    }

    // What was not synchronised may be gone or zero, of parts and journal alike; final names came with their bytes.
    private static void LosePower(World world)
    {
        foreach (string path in Directory.EnumerateFiles(world.TargetPath(), "*", SearchOption.AllDirectories))
        {
            bool isOwn = path.EndsWith(".part", StringComparison.Ordinal) || path.EndsWith(".journal", StringComparison.Ordinal);
            if (!isOwn || world.Random.Next(3) == 0)
                continue;
            using FileStream file = File.Open(path, FileMode.Open);
            if (file.Length == 0)
                continue;
            if (world.Random.Next(2) == 0)
            {
                file.SetLength(world.Random.NextInt64(file.Length));
                continue;
            }

            file.Position = world.Random.NextInt64(file.Length);
            file.Write(new byte[Math.Min(world.Random.Next(1, 5000), file.Length - file.Position)]);
        }
    }

    private static HashSet<int> WholeChunks(World world, TransferPlan plan)
    {
        HashSet<int> whole = [];
        for (int chunk = 0; chunk < plan.ChunkCount; chunk++)
        {
            bool same = true;
            foreach (FileSegment segment in plan.Segments(chunk))
                same &= IsHere(world, plan.Files[segment.File].Path, segment);
            if (same)
                whole.Add(chunk);
        }

        return whole;
    }

    private static bool IsHere(World world, string name, FileSegment segment)
    {
        string path = world.TargetPath(name);
        if (!File.Exists(path))
            path += ".part";
        if (!File.Exists(path))
            return false;
        byte[] here = File.ReadAllBytes(path);
        int start = (int)segment.FileOffset, end = start + segment.Length;
        return here.Length >= end && here.AsSpan(start..end).SequenceEqual(File.ReadAllBytes(world.SourcePath(name)).AsSpan(start..end));
    }

    private sealed class KillException : Exception;
}
