using Messenger.Platform.Streams;

namespace Messenger.Platform.Tests.Streams;

public sealed class BulkStreamTests
{
    private const int FullRecord = 16_406;
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly Network _network = new();
    private readonly BulkStream _stream;

    public BulkStreamTests() => _stream = new BulkStream(_network);

    [Fact]
    public async Task AShortRecordLeavesAtOnce()
    {
        await _stream.WriteAsync(new byte[16_383]);
        Assert.Equal([16_383], _network.Sent);
    }

    [Fact]
    public async Task FullRecordsWaitForTheShortOneBehindThem()
    {
        await WriteAsync(FullRecord, FullRecord);
        Assert.Empty(_network.Sent);
        await WriteAsync(34);
        Assert.Equal([FullRecord + FullRecord + 34], _network.Sent);
    }

    [Fact]
    public async Task AFlushSendsWhatIsHeldAndNothingElse()
    {
        await WriteAsync(16 * 1024);
        await _stream.FlushAsync(Never);
        await _stream.FlushAsync(Never);
        Assert.Equal([16 * 1024], _network.Sent);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(FullRecord)]
    [InlineData(81_920)]
    [InlineData(300_000)]
    public async Task WhatLeavesIsWhatWasWrittenInOrder(int length)
    {
        var written = new List<byte>();
        for (int i = 0; i < 20; i++)
        {
            byte[] piece = Noise(length, i);
            written.AddRange(piece);
            await _stream.WriteAsync(piece);
        }

        await _stream.FlushAsync(Never);
        Assert.Equal(written, _network.Bytes);
    }

    [Fact]
    public async Task ManyRecordsLeaveInFewCalls()
    {
        for (int i = 0; i < 100; i++)
            await WriteAsync(FullRecord);
        await _stream.FlushAsync(Never);
        Assert.InRange(_network.Sent.Count, 1, 25);
    }

    [Fact]
    public async Task SmallReadsShareALargeOne()
    {
        byte[] coming = Noise(100_000, 7);
        _network.Coming.Enqueue(coming);
        var came = new List<byte>();
        byte[] buffer = new byte[5_000];
        while (came.Count < coming.Length)
            came.AddRange(buffer[..await _stream.ReadAsync(buffer)]);
        Assert.Equal(coming, came);
        Assert.Equal(1, _network.Reads);
        Assert.Equal(0, await _stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task AReadGivesWhatIsThereAndDoesNotWaitForMore()
    {
        _network.Coming.Enqueue([1, 2, 3]);
        _network.Coming.Enqueue([4]);
        byte[] buffer = new byte[100];
        Assert.Equal(3, await _stream.ReadAsync(buffer));
        Assert.Equal(1, await _stream.ReadAsync(buffer));
        Assert.Equal(4, buffer[0]);
    }

    [Fact]
    public async Task AReadOfNothingWaitsForTheNetwork()
    {
        _network.Coming.Enqueue([1, 2]);
        Assert.Equal(0, await _stream.ReadAsync(Memory<byte>.Empty));
        Assert.Equal(1, _network.Reads);
        Assert.Equal(1, await _stream.ReadAsync(new byte[1]));
        Assert.Equal(0, await _stream.ReadAsync(Memory<byte>.Empty));
        Assert.Equal(2, _network.Reads);
    }

    [Fact]
    public async Task ItClosesTheNetwork()
    {
        await _stream.DisposeAsync();
        Assert.True(_network.IsClosed);
    }

    private static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private async Task WriteAsync(params int[] lengths)
    {
        foreach (int length in lengths)
            await _stream.WriteAsync(new byte[length]);
    }

    private sealed class Network : AsyncDuplexStream
    {
        public List<int> Sent { get; } = [];

        public List<byte> Bytes { get; } = [];

        public Queue<byte[]> Coming { get; } = new();

        public int Reads { get; private set; }

        public bool IsClosed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            if (buffer.IsEmpty || !Coming.TryDequeue(out byte[]? bytes))
                return ValueTask.FromResult(0);
            bytes.CopyTo(buffer);
            return ValueTask.FromResult(bytes.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Sent.Add(buffer.Length);
            Bytes.AddRange(buffer.Span);
            return ValueTask.CompletedTask;
        }

        protected override void Dispose(bool disposing) => IsClosed = true;
    }
}
