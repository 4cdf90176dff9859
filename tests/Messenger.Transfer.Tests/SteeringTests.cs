using System.Buffers.Binary;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests;

/// <summary>What is done beside the driver's thread: looked for, brought to its end, begun anew.</summary>
public sealed class SteeringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task MSG_3_what_is_asked_for_while_the_sender_looks_makes_it_look_again()
    {
        using var world = new World();
        world.MakeSource("a", 100);
        using var sender = new TransferSender(world.OpenSource());
        using var woken = new SemaphoreSlim(0);
        var steering = new TransferSteering(sender, new TransferControl(), () => woken.Release());
        steering.Steer();

        sender.HandleMessage(Want(hashOnly: true));
        ReadAll(sender);
        Assert.True(sender.OnAllRead());
        steering.Steer();
        // It is not the same file: the bytes are wanted, they go, they are whole; all while the sender looks for the first time.
        sender.HandleMessage(Want(hashOnly: false));
        ReadAll(sender);
        sender.HandleMessage([(byte)MessageType.Done]);
        while (!sender.IsConfirmed)
        {
            Assert.True(await woken.WaitAsync(Patience), "Nothing wakes the driver.");
            steering.Steer();
        }

        Assert.Equal([MessageType.Source, MessageType.Trailer, MessageType.Trailer], Said(sender));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData((2 * World.SmallChunk) - 1, 1)]
    [InlineData(2 * World.SmallChunk, 2)]
    [InlineData((4 * World.SmallChunk) - 1, 3)]
    public void MSG_5_a_begin_that_leaves_chunks_to_be_asked_for_is_followed_by_no_last_look(uint bytes, int chunks)
    {
        using var world = new World();
        world.MakeSource("a", 4 * World.SmallChunk);
        using var sender = new TransferSender(world.OpenSource()) { LooksBeside = true };
        sender.HandleMessage(Begin(bytes));
        Assert.Equal(chunks * (long)(World.SmallChunk + TransferPlan.HashLength), ReadAll(sender));
        Assert.False(sender.OnAllRead());
        sender.HandleMessage(Want(hashOnly: false, chunk: 3));
        ReadAll(sender);
        Assert.True(sender.OnAllRead());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2 * World.SmallChunk)]
    [InlineData(2, uint.MaxValue)]
    [InlineData(0, 1)]
    public void MSG_5_a_begin_that_asks_for_all_is_followed_by_the_last_look(int chunks, uint bytes)
    {
        using var world = new World();
        world.MakeSource("a", chunks * World.SmallChunk);
        using var sender = new TransferSender(world.OpenSource()) { LooksBeside = true };
        sender.HandleMessage(Begin(bytes));
        Assert.Equal(chunks * (long)(World.SmallChunk + TransferPlan.HashLength), ReadAll(sender));
        Assert.True(sender.OnAllRead());
    }

    private static byte[] Want(bool hashOnly, int chunk = 0)
    {
        byte[] message = new byte[1 + WantRun.Length];
        message[0] = (byte)MessageType.Want;
        new WantRun(chunk, 1, hashOnly).Write(message.AsSpan(1));
        return message;
    }

    private static byte[] Begin(uint bytes)
    {
        byte[] message = new byte[1 + sizeof(uint)];
        message[0] = (byte)MessageType.Begin;
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(1), bytes);
        return message;
    }

    private static long ReadAll(TransferSender sender)
    {
        long bytes = 0;
        while (sender.TryGetRange(int.MaxValue, out WireRange range))
        {
            Assert.True(sender.TryRead(range.Offset, new byte[range.Length]));
            bytes += range.Length;
        }

        return bytes;
    }

    private static List<MessageType> Said(TransferSender sender)
    {
        List<MessageType> said = [];
        byte[] message = new byte[MessageLane.MaxLength];
        while (sender.TryGetMessage(message, out _))
            said.Add((MessageType)message[0]);
        return said;
    }
}
