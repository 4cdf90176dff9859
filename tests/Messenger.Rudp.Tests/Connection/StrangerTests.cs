using Messenger.Rudp.Wire;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>Somebody on the way who has no key: floods, replays, guesses. Nothing that is sent so changes a connection or is answered (RUDP-HS-7).</summary>
public sealed class StrangerTests
{
    private static readonly PathAddress Stranger = PathAddress.FromIPv4([10, 6, 6, 6], 666);
    private static readonly RudpOptions Slow = new() { MaxSendRate = 1_000_000 };

    [Fact]
    public void RUDP_HS_7_every_truncation_of_every_packet_is_dropped() =>
        Disturb(size: 60_000, (datagram, _, inject) =>
        {
            for (int length = 0; length < datagram.Length; length += length < 64 ? 1 : 13)
            {
                inject(datagram[..length], false);
                inject(datagram[..length], true);
            }
        });

    [Fact]
    public void RUDP_HS_7_every_mutated_byte_of_every_packet_is_dropped() =>
        Disturb(size: 60_000, (datagram, random, inject) =>
        {
            for (int i = 0; i < datagram.Length; i += i < 64 ? 1 : 7)
            {
                // The CRC is nobody's secret; its own four bytes are written anew where it is mended.
                byte[] changed = (byte[])datagram.Clone();
                changed[i] ^= (byte)random.NextInt64(1, 256);
                inject((byte[])changed.Clone(), false);
                if (i is < PacketHeader.AssociatedLength or >= PacketHeader.Length)
                    inject(changed, true);
            }
        });

    [Fact]
    public void RUDP_HS_7_guesses_with_the_right_id_and_the_next_number_are_dropped() =>
        Disturb(size: 200_000, (datagram, random, inject) =>
        {
            PacketHeader.TryRead(datagram, out var header);
            foreach (long ahead in (long[])[1, 2, 100, 1L << 40])
            {
                byte[] guess = new byte[random.NextInt64(PacketHeader.Overhead, 1_200)];
                random.Fill(guess);
                new PacketHeader(PacketType.Data, random.Chance(0.5), header.TransferId, new(header.Number.Value + ahead)).Write(guess);
                inject(guess, true);
            }
        });

    [Fact]
    public void RUDP_ACK_3_every_packet_replayed_from_everywhere_changes_nothing()
    {
        var down = new Content(500_000);
        var pair = new Pair(acceptor: Slow, download: down);
        var random = new SimRandom(3);
        var seen = new List<(bool ToAcceptor, byte[] Bytes)>();
        pair.Pass = (toAcceptor, bytes) =>
        {
            seen.Add((toAcceptor, (byte[])bytes.Clone()));
            for (int i = 0; i < 3; i++)
            {
                var (there, old) = seen[(int)random.NextInt64(seen.Count)];
                pair.Inject(there, (byte[])old.Clone(), random.Chance(0.5) ? Stranger : null);
            }

            return true;
        };
        Assert.True(pair.Run(() => down.Written == down.Size));
        Unmoved(pair);
        Assert.Equal(0, pair.Initiator.Statistics.DataDuplicate);
    }

    [Fact]
    public void RUDP_HS_7_a_flood_leaves_no_state()
    {
        var endpoint = new RudpEndpoint();
        var waiting = endpoint.Accept(new(1, new byte[32], RudpCipher.Aes128Gcm), null, null, new(), Timestamp.Zero);
        var random = new SimRandom(4);
        byte[] datagram = new byte[1_200], buffer = new byte[1_200];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20_000; i++)
        {
            new PacketHeader(i % 2 == 0 ? PacketType.Initial : PacketType.Data, false, random.NextUInt64(), new(i)).Write(datagram);
            PacketHeader.WriteChecksum(datagram);
            endpoint.HandleDatagram(Timestamp.Zero, Stranger, datagram);
            if (endpoint.PollTransmit(Timestamp.Zero, buffer, out _))
                Assert.Fail("A stranger was answered.");
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
        Assert.Equal((1, 20_000), (endpoint.Count, endpoint.Statistics.UnknownId));
        Assert.True(waiting.Peer.IsNone);
    }

    /// <summary>A transfer of which every packet is followed by what a stranger makes of it, from the peer's address and from another.</summary>
    private static void Disturb(long size, Action<byte[], SimRandom, Action<byte[], bool>> make)
    {
        var down = new Content(size);
        var pair = new Pair(acceptor: Slow, download: down);
        var random = new SimRandom(9);
        long made = 0;
        pair.Pass = (toAcceptor, bytes) =>
        {
            make(bytes, random, (forged, mend) =>
            {
                if (mend && forged.Length >= PacketHeader.Length)
                    PacketHeader.WriteChecksum(forged);
                pair.Inject(toAcceptor, forged, ++made % 2 == 0 ? Stranger : null);
            });
            return true;
        };
        Assert.True(pair.Run(() => down.Written == down.Size));
        Unmoved(pair);
        Assert.True(made > 200);
        Assert.Equal((0, 0), (pair.Initiator.Statistics.PacketsLost, pair.Acceptor.Statistics.PacketsLost));
    }

    private static void Unmoved(Pair pair)
    {
        Assert.Equal((null, null), (pair.Initiator.End, pair.Acceptor.End));
        Assert.Equal((pair.InitiatorAddress, Pair.AcceptorAddress), (pair.Acceptor.Peer, pair.Initiator.Peer));
        Assert.False(pair.Has(pair.Acceptor, RudpEventKind.PathChanged));
    }
}
