using CsCheck;
using Messenger.Contracts.Files;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Tests.Plan;

public sealed class TransferPlanTests
{
    // The sizes of a plan's files: many empty ones, and those around the edges of the grid.
    private static readonly Gen<(long[] Sizes, int Chunk)> Shapes =
        Gen.Select(Gen.OneOf(Gen.Const(0L), Gen.Long[0, 3], Gen.Long[500, 1100], Gen.Long[0, 20_000]).Array[1, 30], Gen.Int[512, 2048]);

    [Fact]
    public void The_first_programs_file_has_116_segments()
    {
        TransferPlan plan = TransferPlan.Create([File("file", 172_771)], 1500);
        Assert.Equal(116, plan.ChunkCount);
        Assert.Equal(172_771 - (115 * 1500), plan.ChunkLength(115));
        Assert.Equal(172_771 + (116 * 16), plan.WireLength);
    }

    [Fact]
    public void Every_byte_of_every_file_lies_in_exactly_one_place_of_the_grid() => Shapes.Sample(shape =>
    {
        TransferPlan plan = Make(shape.Sizes, shape.Chunk);
        long[] seen = new long[shape.Sizes.Length];
        long total = 0;
        for (int chunk = 0; chunk < plan.ChunkCount; chunk++)
        {
            int at = 0;
            foreach (FileSegment segment in plan.Segments(chunk))
            {
                Assert.Equal(at, segment.ChunkOffset);
                Assert.Equal(seen[segment.File], segment.FileOffset);
                Assert.True(segment.Length > 0);
                seen[segment.File] += segment.Length;
                at += segment.Length;
            }

            Assert.Equal(plan.ChunkLength(chunk), at);
            total += at;
        }

        Assert.Equal(shape.Sizes, seen);
        Assert.Equal(plan.TotalBytes, total);
    });

    [Fact]
    public void The_wire_space_is_the_chunks_each_with_its_hash_and_no_gap() => Shapes.Sample(shape =>
    {
        TransferPlan plan = Make(shape.Sizes, shape.Chunk);
        long at = 0;
        for (int chunk = 0; chunk < plan.ChunkCount; chunk++)
        {
            WireRange full = plan.FullRange(chunk), hash = plan.HashRange(chunk);
            Assert.Equal(at, full.Offset);
            Assert.Equal(full.End, hash.End);
            Assert.Equal(16, hash.Length);
            Assert.Equal(chunk, plan.ChunkAt(full.Offset));
            Assert.Equal(chunk, plan.ChunkAt(full.End - 1));
            at = full.End;
        }

        Assert.Equal(plan.WireLength, at);
    });

    [Fact]
    public void Files_lie_in_the_chunks_that_they_are_said_to() => Shapes.Sample(shape =>
    {
        TransferPlan plan = Make(shape.Sizes, shape.Chunk);
        for (int file = 0; file < shape.Sizes.Length; file++)
        {
            (int first, int count) = plan.ChunksOf(file);
            int[] holding = [.. Enumerable.Range(0, plan.ChunkCount).Where(c => Has(plan, c, file))];
            Assert.Equal(Enumerable.Range(first, count), holding);
        }
    });

    [Fact]
    public void The_digest_names_all_that_matters()
    {
        PlanDigest digest = Make([1, 2], 512).Digest;
        Assert.Equal(digest, Make([1, 2], 512).Digest);
        Assert.NotEqual(digest, Make([1, 2], 513).Digest);
        Assert.NotEqual(digest, Make([2, 1], 512).Digest);
        Assert.NotEqual(Digest(File("a", 1)), Digest(File("b", 1)));
        Assert.NotEqual(Digest(File("a", 1)), Digest(File("a", 1) with { Modified = 1 }));
        Assert.NotEqual(Digest(File("a", 1)), Digest(File("a", 1) with { Attributes = PlanFileAttributes.Executable }));
        Assert.True(PlanDigest.TryRead(digest.ToArray(), out PlanDigest read));
        Assert.Equal(digest, read);
        Assert.False(PlanDigest.TryRead(new byte[15], out _));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("/a")]
    [InlineData("a\0")]
    [InlineData("x\u202ey")]
    [InlineData("a.part")]
    [InlineData("a.part.journal")]
    public void A_plan_with_a_hostile_name_is_refused(string name) => Refused(File("fine", 1), File(name, 1));

    [Fact]
    public void A_plan_that_contradicts_itself_is_refused()
    {
        Refused();
        Refused(File("a", 1), File("a", 2));
        Refused(File("a", 1), File("a/b", 2));
        Refused(File("a/b", 1), File("a", 2));
        Refused(File("a", 0) with { Attributes = PlanFileAttributes.Folder }, File("a/b/c", 2));
        Refused(File("a", 5) with { Attributes = PlanFileAttributes.Folder });
        Refused(File(new string('x', 300), 1));
        Refused(File("", 1));
    }

    [Fact]
    public void A_plan_with_impossible_sizes_is_refused()
    {
        Refused(File("a", -1));
        Refused(File("a", long.MaxValue));
        Refused(File("a", TransferPlan.MaxBytes), File("b", 1));
        Refused(File("a", long.MaxValue - 5), File("b", 10));
        // More chunks than anybody keeps account of.
        Refused(File("a", 512L * ChunkSizes.MaxCount));
        Assert.Equal(ChunkSizes.MaxCount, TransferPlan.Create([File("a", (512L * ChunkSizes.MaxCount) - 1)], 512).ChunkCount);
        Assert.Throws<PlanException>(() => TransferPlan.Create([File("a", 1)], 511));
        Assert.Throws<PlanException>(() => TransferPlan.Create([File("a", 1)], ChunkSizes.Largest + 1));
        Assert.Throws<PlanException>(() => TransferPlan.Create([File("a", 1)], -1));
    }

    [Fact]
    public void Chunks_grow_with_the_plan_so_that_the_grid_stays_small()
    {
        const long gib = 1L << 30;
        Assert.Equal(1 << 20, ChunkSizes.For(0));
        Assert.Equal(1 << 20, ChunkSizes.For(64 * gib));
        Assert.Equal(2 << 20, ChunkSizes.For((65 * gib) + 1));
        Assert.Equal(16 << 20, ChunkSizes.For(1024 * gib));
        Assert.Equal(ChunkSizes.Largest, ChunkSizes.For(long.MaxValue));
    }

    private static bool Has(TransferPlan plan, int chunk, int file)
    {
        foreach (FileSegment segment in plan.Segments(chunk))
        {
            if (segment.File == file)
                return true;
        }

        return false;
    }

    private static void Refused(params PlanFile[] files) => Assert.Throws<PlanException>(() => TransferPlan.Create(files, 512));

    private static PlanDigest Digest(PlanFile file) => TransferPlan.Create([file], 512).Digest;

    private static TransferPlan Make(long[] sizes, int chunk) => TransferPlan.Create([.. sizes.Select((size, i) => File($"f{i}", size))], chunk);

    private static PlanFile File(string path, long size) => new() { Path = path, Size = size };
}
