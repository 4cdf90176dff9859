using System.Buffers.Binary;
using Messenger.Testing.Streams;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Tcp;

public sealed class HostileRecordTests
{
    [Fact]
    public async Task Records_that_cannot_be_end_only_their_own_transfer()
    {
        byte[][] records =
        [
            Record(ulong.MaxValue, 0), Record(ulong.MaxValue, 16_385), Record(ulong.MaxValue, -1), Record(0, 0), Record(0, TcpRecord.MaxData + 1),
            Record(0, int.MinValue), Record(0, int.MaxValue), Record(1UL << 63, 4, 1, 2, 3, 4), Record(99_999_999, 4, 1, 2, 3, 4), Record(ulong.MaxValue, 1, 77),
            Record(ulong.MaxValue, 2, 4, 4),
        ];
        foreach (byte[] record in records)
        {
            using var world = new World();
            world.MakeSource("a", 100_000);
            FileSource source = world.OpenSource();
            using FileSink sink = world.OpenSink(source.Plan);
            Assert.Equal(TransferFailure.Protocol, (await AnswerAsync(record, s => TcpWorld.SendAsync(s, source, new TransferControl()))).Failure);
            Assert.Equal(TransferFailure.Protocol, (await AnswerAsync(record, s => TcpWorld.ReceiveAsync(s, sink, new TransferControl()))).Failure);
        }
    }

    [Fact]
    public async Task Noise_never_hangs_nor_throws()
    {
        var random = new Random(11);
        for (int i = 0; i < 100; i++)
        {
            using var world = new World(i);
            world.MakeSource("a", 10_000);
            FileSource source = world.OpenSource();
            using FileSink sink = world.OpenSink(source.Plan);
            byte[] noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            if (i % 2 == 0)
                noise.AsSpan(0, Math.Min(8, noise.Length)).Fill(255);
            foreach (Func<Stream, Task<TransferResult>> end in new Func<Stream, Task<TransferResult>>[]
            {
                s => TcpWorld.SendAsync(s, source, new TransferControl()), s => TcpWorld.ReceiveAsync(s, sink, new TransferControl()),
            })
            {
                TransferResult result = await AnswerAsync(noise, end);
                Assert.Equal(TransferEnd.Failed, result.End);
                Assert.True(result.Failure is TransferFailure.Protocol or TransferFailure.Disconnected, $"Noise {i}: {result.Failure}");
            }
        }
    }

    [Fact]
    public async Task A_refusal_reaches_the_receiver_as_what_it_is()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        using FileSink sink = world.OpenSink(world.OpenSource().Plan);
        (DuplexStream here, DuplexStream there) = DuplexStream.CreatePair();
        Task<TransferResult> run = TcpWorld.ReceiveAsync(here, sink, new TransferControl());
        await TcpTransfer.RefuseAsync(there, TransferFailure.NoSuchTransfer, "The offer expired.", CancellationToken.None);
        TransferResult result = await run.WaitAsync(TcpWorld.Patience);
        Assert.Equal((TransferFailure.NoSuchTransfer, "The offer expired.", true), (result.Failure, result.Sentence, result.ByPeer));
    }

    [Fact]
    public async Task An_opening_proves_the_secret_for_one_id_and_one_direction()
    {
        TransferSecret secret = TransferSecret.Create(), other = TransferSecret.Create();
        ulong id = TransferSecret.CreateId();
        using var stream = new MemoryStream();
        await TcpDataOpening.Create(id, TransferDirection.Download, secret).WriteAsync(stream, CancellationToken.None);
        byte[] bytes = stream.ToArray();
        Assert.Equal(TcpDataOpening.Length, bytes.Length);
        TcpDataOpening read = (await ReadAsync(bytes))!;
        Assert.Equal((id, TransferDirection.Download), (read.TransferId, read.Direction));
        Assert.True(read.Verify(secret));
        Assert.False(read.Verify(other));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 3;
            TcpDataOpening? opening = await ReadAsync(damaged);
            Assert.True(opening is null || !opening.Verify(secret));
            Assert.Null(await ReadAsync(bytes[..i]));
        }
    }

    private static async Task<TcpDataOpening?> ReadAsync(byte[] bytes) => await TcpDataOpening.ReadAsync(new MemoryStream(bytes), CancellationToken.None);

    private static async Task<TransferResult> AnswerAsync(byte[] bytes, Func<Stream, Task<TransferResult>> end)
    {
        (DuplexStream here, DuplexStream there) = DuplexStream.CreatePair();
        Task<TransferResult> run = end(here);
        await there.WriteAsync(bytes);
        there.Dispose();
        return await run.WaitAsync(TcpWorld.Patience);
    }

    private static byte[] Record(ulong offset, int length, params byte[] body)
    {
        byte[] record = new byte[12 + body.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(record, offset);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), length);
        body.CopyTo(record, 12);
        return record;
    }
}
