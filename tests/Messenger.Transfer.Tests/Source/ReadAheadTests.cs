using System.Collections.Concurrent;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Source;

public sealed class ReadAheadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly World _world = new();
    private readonly byte[] _wire;
    private readonly TransferPlan _plan;
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _woken = new(0);
    private readonly ConcurrentQueue<WireRange> _reads = new();
    private readonly ReadAhead _ahead;
    private long _sent;

    public ReadAheadTests()
    {
        _world.MakeSource("a", 12 << 20);
        FileSource source = _world.OpenSource(1 << 20);
        _plan = source.Plan;
        _wire = new byte[_plan.WireLength];
        using (var reader = new SourceReader(source))
            reader.Read(0, _wire);
        _ahead = new ReadAhead(Read, _plan, () => _sent, () => _woken.Release());
    }

    public void Dispose()
    {
        _gate.Release(1_000);
        _ahead.CloseAsync().Wait(Patience);
        _world.Dispose();
        _gate.Dispose();
        _begun.Dispose();
    }

    [Fact]
    public void Nothing_waits_for_a_disk_and_what_was_read_is_there_in_order()
    {
        Assert.False(_ahead.TryGetReady(out _, out _));
        Fill();
        Assert.False(_ahead.TryGetReady(out _, out _));
        Assert.False(_ahead.HasRoom);
        LetRead(2);
        for (int i = 0; i < 2; i++)
            Assert.Equal(Block(i), NextReady());
        Assert.False(_ahead.TryGetReady(out _, out _));
        // Nothing of it is sent: nothing more is read.
        Assert.False(_ahead.HasRoom);
        AssertCopies(0, 2 * ReadBlock.Capacity);
        _sent = ReadBlock.Capacity;
        Assert.True(_ahead.HasRoom);
    }

    [Fact]
    public void What_is_lost_later_than_it_is_kept_is_read_again_without_waiting()
    {
        SendAll(blocks: 40);
        byte[] bytes = new byte[1_000];
        Assert.False(_ahead.TryCopy(5_000, bytes, out _));
        Assert.False(_ahead.TryCopy(5_000, bytes, out _));
        LetRead(1);
        Assert.False(_ahead.TryGetReady(out _, out _));
        AssertCopies(5_000, 1_000);
        Assert.Equal(1, _reads.Count(range => range.Offset == 5_000));
        // It never reaches into the next chunk, whose hash may not be known.
        long last = _plan.FullRange(0).End - 20;
        Assert.False(_ahead.TryCopy(last, bytes.AsSpan(0, 20), out _));
        LetRead(1);
        Assert.False(_ahead.TryGetReady(out _, out _));
        AssertCopies(last, 20);
        Assert.Contains(new WireRange(last, 20), _reads);
    }

    [Fact]
    public void What_comes_in_the_middle_of_a_look_is_news_behind_it()
    {
        SendAll(blocks: 40);
        Assert.True(_ahead.TakeNews());
        byte[] bytes = new byte[1_000];
        Assert.False(_ahead.TryCopy(5_000, bytes, out _));
        // Nothing is there yet; then the disk brings it, and the look that notes it has no range to give out.
        Assert.False(_ahead.TakeNews());
        LetRead(1);
        Assert.False(_ahead.TryGetReady(out _, out _));

        Assert.True(_ahead.TakeNews());
        Assert.False(_ahead.TakeNews());
    }

    [Fact]
    public void What_was_read_again_and_reaches_over_the_next_ranges_hides_no_end_of_theirs()
    {
        // A low rate: small ranges, and what is read again is as long as ever.
        const int Small = 4_096;
        for (int i = 0; i < 24; i++)
            SendOne(new WireRange(i * Small, Small));
        Assert.False(_ahead.TryCopy(1_000, new byte[1_000], out _));
        LetRead(1);
        Assert.False(_ahead.TryGetReady(out _, out _));
        _ahead.Add(new WireRange(24 * Small, Small));
        LetRead(1);
        NextReady();

        AssertCopies(1_000, 1_000);
        Assert.True(_ahead.TryCopy((25 * Small) - 500, new byte[500], out bool endsBlock));
        Assert.True(endsBlock);
    }

    [Fact]
    public void A_copy_may_lie_across_two_blocks()
    {
        Fill();
        LetRead(2);
        NextReady();
        NextReady();
        Assert.True(_ahead.TryCopy(ReadBlock.Capacity - 10, new byte[5], out bool endsBlock));
        Assert.False(endsBlock);
        AssertCopies(ReadBlock.Capacity - 10, 20);
        Assert.True(_ahead.TryCopy(ReadBlock.Capacity - 10, new byte[20], out endsBlock));
        Assert.True(endsBlock);
    }

    [Fact]
    public void A_link_that_waits_for_the_disk_gets_more_blocks()
    {
        for (int i = 0; i < 30; i++)
        {
            _ahead.Add(Block(i));
            LetRead(1);
            NextReady();
            _sent += ReadBlock.Capacity;
        }

        int room = 0;
        for (; _ahead.HasRoom; room++)
            _ahead.Add(Block(30 + room));
        Assert.Equal(16, room);
    }

    [Fact]
    public void A_failure_is_handed_over()
    {
        _ahead.Add(new WireRange(-1, 10));
        LetRead(1);
        Assert.True(_ahead.TryGetReady(out _, out Exception? failure));
        Assert.IsType<ArgumentOutOfRangeException>(failure);
    }

    [Fact]
    public async Task Closing_waits_for_the_thread_at_the_disk_and_for_no_more()
    {
        Fill();
        Assert.True(_begun.Wait(Patience));
        Task closing = _ahead.CloseAsync();
        Assert.False(closing.IsCompleted);
        _gate.Release();
        await closing.WaitAsync(Patience);
        Assert.Single(_reads);
        Assert.False(_ahead.HasRoom);
    }

    private static WireRange Block(int index) => new((long)index * ReadBlock.Capacity, ReadBlock.Capacity);

    private void Fill()
    {
        for (int i = 0; _ahead.HasRoom; i++)
            _ahead.Add(Block(i));
    }

    private void SendAll(int blocks)
    {
        for (int i = 0; i < blocks; i++)
            SendOne(Block(i));
    }

    private void SendOne(WireRange range)
    {
        _ahead.Add(range);
        LetRead(1);
        Assert.Equal(range, NextReady());
        AssertCopies(range.Offset, (int)range.Length);
        _sent += range.Length;
    }

    private void LetRead(int count)
    {
        _gate.Release(count);
        for (int i = 0; i < count; i++)
            Assert.True(_woken.Wait(Patience));
    }

    private WireRange NextReady()
    {
        Assert.True(_ahead.TryGetReady(out WireRange range, out Exception? failure));
        Assert.Null(failure);
        return range;
    }

    private void AssertCopies(long offset, int length)
    {
        byte[] bytes = new byte[length];
        Assert.True(_ahead.TryCopy(offset, bytes, out _));
        Assert.True(bytes.AsSpan().SequenceEqual(_wire.AsSpan((int)offset, length)));
    }

    private void Read(long offset, Span<byte> destination)
    {
        _begun.Release();
        _gate.Wait();
        _reads.Enqueue(new WireRange(offset, destination.Length));
        _wire.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }
}
