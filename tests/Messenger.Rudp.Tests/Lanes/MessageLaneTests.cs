using Messenger.Rudp.Lanes;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Lanes;

public sealed class MessageLaneTests
{
    // RUDP-MSG-1 to 3: the rings at both ends begin small and grow while they hold messages, at any place in the stream.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Messages_of_all_lengths_come_whole_and_in_order_however_their_frames_come(int seed)
    {
        var random = new Random(seed);
        var sender = new MessageSender { Limit = Limits.MessageWindow };
        var receiver = new MessageReceiver();
        var expected = new Queue<byte[]>();
        var flying = new List<(long Offset, byte[] Bytes)>();
        byte[] frame = new byte[1_200], taken = new byte[Limits.MaxMessageLength];
        int largest = 1, came = 0;
        while (came < 2_000)
        {
            // Small ones first, for long enough that the stream goes around in a small ring.
            largest = came < 200 ? 60 : Math.Min(Limits.MaxMessageLength, largest + (largest / 50) + 1);
            byte[] message = new byte[random.Next(1, largest + 1)];
            random.NextBytes(message);
            if (random.Next(2) == 0 && sender.TrySend(message))
                expected.Enqueue(message);
            if (random.Next(2) == 0 && sender.Write(frame, probe: false, out long offset) is var count and > 0)
                flying.Add((offset, frame.AsSpan(MessageFrame.HeaderLength, count).ToArray()));
            if (flying.Count > 0 && random.Next(2) == 0)
                Land(random, sender, receiver, flying);
            while (receiver.TryReceive(taken, out int length))
            {
                Assert.Equal(expected.Dequeue(), taken.AsSpan(0, length));
                came++;
            }

            receiver.OnAnnounced();
            sender.Limit = receiver.Announced;
        }
    }

    // Any of those under way: it comes, gets lost, or comes and its acknowledgement gets lost.
    private static void Land(Random random, MessageSender sender, MessageReceiver receiver, List<(long Offset, byte[] Bytes)> flying)
    {
        int which = random.Next(flying.Count);
        (long offset, byte[] bytes) = flying[which];
        flying.RemoveAt(which);
        int fate = random.Next(4);
        if (fate > 0)
            Assert.Null(receiver.Handle(new MessageFrame(offset, bytes)));
        if (fate > 1)
            sender.OnAcknowledged(offset, bytes.Length);
        else
            sender.OnLost(offset, bytes.Length);
    }
}
