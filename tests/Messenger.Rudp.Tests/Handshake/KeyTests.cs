using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Handshake;

/// <summary>Vectors computed by another implementation (Python's hmac and cryptography), and the life of the data keys.</summary>
public sealed class KeyTests
{
    private const ulong Id = 0x1122334455667788;
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Nonces = [.. Enumerable.Repeat((byte)1, 32), .. Enumerable.Repeat((byte)2, 32)];

    [Fact]
    public void RUDP_KEY_3_transcript_and_traffic_secrets_are_those_of_another_implementation()
    {
        byte[] parameters = new byte[ParametersFrame.Length];
        ParametersFrame.From(new RudpOptions { MaxDatagramSize = 1_200 }).Write(parameters);
        byte[] transcript = new byte[32], traffic = new byte[32];
        KeyDerivation.Transcript(Id, RudpCipher.Aes128Gcm, Nonces, parameters, parameters, transcript);
        Assert.Equal("31A59ABA3C3EB606B2704E103404BBA3AD1060FCB0FC4B65BC6C6DFA884B6AD6", Convert.ToHexString(transcript));
        KeyDerivation.DataSecret(Secret, Nonces, transcript, fromInitiator: true, traffic);
        Assert.Equal("862ED58F801EFB0C02CAECFF7A433B2480E643C947064199B4057F45CB301A51", Convert.ToHexString(traffic));
        KeyDerivation.Advance(traffic);
        Assert.Equal("A329FCC2D50E097F9736AD33EAE71493BAB2DE5D0EFA5BC660526EF07C1635B3", Convert.ToHexString(traffic));
    }

    [Theory]
    [InlineData(RudpCipher.Aes128Gcm, "877A17135670119FFE7BF7D034D1EEA3437789")]
    [InlineData(RudpCipher.ChaCha20Poly1305, "B90DFFA9C441F98FB644A32431DCCE6DD9265E")]
    public void RUDP_KEY_2_a_sealed_packet_is_that_of_another_implementation(RudpCipher cipher, string sealedHex)
    {
        byte[] traffic = Convert.FromHexString("862ED58F801EFB0C02CAECFF7A433B2480E643C947064199B4057F45CB301A51");
        byte[] datagram = new byte[PacketHeader.Overhead + 3];
        new PacketHeader(PacketType.Data, false, Id, new(5)).Write(datagram);
        datagram[PacketHeader.Length] = 1;
        using var protector = KeyDerivation.Protector(cipher, traffic);
        protector.Seal(new(5), datagram, PacketHeader.Length);
        Assert.Equal(sealedHex, Convert.ToHexString(datagram[PacketHeader.Length..]));
        Assert.True(protector.TryOpen(new(5), datagram, PacketHeader.Length, out var payload));
        Assert.Equal([1, 0, 0], payload.ToArray());
    }

    [Fact]
    public void RUDP_KEY_1_a_flipped_bit_anywhere_or_another_number_does_not_open()
    {
        using var protector = KeyDerivation.Handshake(RudpCipher.Aes128Gcm, Secret, Nonces.AsSpan(0, 32), fromInitiator: true);
        byte[] datagram = new byte[PacketHeader.Overhead + 8];
        new PacketHeader(PacketType.Data, false, Id, new(7)).Write(datagram);
        protector.Seal(new(7), datagram, PacketHeader.Length);
        for (int i = 0; i < datagram.Length; i++)
        {
            // The CRC is not part of what is sealed.
            bool covered = i is < PacketHeader.AssociatedLength or >= PacketHeader.Length;
            byte[] damaged = (byte[])datagram.Clone();
            damaged[i] ^= 0x10;
            Assert.Equal(!covered, protector.TryOpen(new(7), damaged, PacketHeader.Length, out _));
        }

        Assert.False(protector.TryOpen(new(8), datagram, PacketHeader.Length, out _));
    }

    [Fact]
    public void RUDP_KEY_6_packets_of_both_phases_open_in_any_order_and_the_peer_follows()
    {
        var (a, b) = Keys();
        byte[] old = Sealed(a, 1), late = Sealed(a, 2);
        Assert.True(Open(b, old, 1, false));
        Assert.True(Open(b, Sealed(a, 3), 3, false));
        Acknowledge(a, 3);
        byte[][] fill = [.. Enumerable.Range(4, 13).Select(i => Sealed(a, i))];
        Assert.True(a.UpdateIfDue(At(10), Duration.FromSeconds(1)));
        Assert.True(a.Phase);
        byte[] next = Sealed(a, 20);
        Assert.True(Open(b, next, 20, true));
        Assert.Equal(1, b.Updates);
        Assert.True(b.Phase);
        Assert.True(Open(b, late, 2, false));
        Assert.True(Open(b, fill[0], 4, false));
        // RUDP-KEY-7: after the previous key is gone, a packet of its phase is dropped.
        b.DiscardPrevious();
        Assert.False(Open(b, fill[1], 5, false));
        Assert.True(Open(b, Sealed(a, 21), 21, true));
    }

    [Fact]
    public void RUDP_KEY_5_no_update_before_the_limit_an_acknowledgement_and_the_least_lifetime()
    {
        var (a, _) = Keys();
        for (int i = 1; i <= 15; i++)
            _ = Sealed(a, i);
        Acknowledge(a, 15);
        Assert.False(a.UpdateIfDue(At(10), Duration.FromSeconds(1)));
        _ = Sealed(a, 16);
        Assert.False(a.UpdateIfDue(At(1) - new Duration(1), Duration.FromSeconds(1)));
        Assert.True(a.UpdateIfDue(At(1), Duration.FromSeconds(1)));
        for (int i = 17; i <= 40; i++)
            _ = Sealed(a, i);
        Acknowledge(a, 16);
        Assert.False(a.UpdateIfDue(At(10), Duration.FromSeconds(1)));
        Acknowledge(a, 17);
        Assert.True(a.UpdateIfDue(At(10), Duration.FromSeconds(1)));
    }

    [Fact]
    public void RUDP_KEY_7_the_previous_key_is_kept_while_the_peer_has_not_followed()
    {
        var (a, b) = Keys();
        Assert.True(Open(b, Sealed(a, 1), 1, false));
        for (int i = 1; i <= 16; i++)
            Assert.True(Open(a, Sealed(b, i), i, false));
        Acknowledge(b, 16);
        Assert.True(b.UpdateIfDue(At(10), Duration.FromSeconds(1)));
        b.DiscardPrevious();
        Assert.True(b.HasPrevious);
        Assert.True(Open(b, Sealed(a, 2), 2, false));
        Assert.True(Open(a, Sealed(b, 17), 17, true));
        Assert.True(Open(b, Sealed(a, 3), 3, true));
        b.DiscardPrevious();
        Assert.False(b.HasPrevious);
    }

    [Theory]
    [InlineData(RudpCipher.Aes128Gcm)]
    [InlineData(RudpCipher.ChaCha20Poly1305)]
    public void RUDP_HS_7_a_flood_of_forgeries_makes_no_garbage_and_sound_packets_open_in_it(RudpCipher cipher)
    {
        using var protector = KeyDerivation.Handshake(cipher, Secret, Nonces.AsSpan(0, 32), fromInitiator: true);
        byte[] payload = [.. Enumerable.Range(0, 1_000).Select(i => (byte)i)], datagram = new byte[PacketHeader.Overhead + payload.Length];
        new PacketHeader(PacketType.Data, false, Id, new(7)).Write(datagram);
        payload.CopyTo(datagram, PacketHeader.Length);
        protector.Seal(new(7), datagram, PacketHeader.Length);
        byte[] forged = (byte[])datagram.Clone(), copy = new byte[datagram.Length];
        forged[^20] ^= 1;
        // The first is a surprise.
        Assert.False(protector.TryOpen(new(7), (byte[])forged.Clone(), PacketHeader.Length, out _));
        bool allAsTheyMust = true;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            forged.CopyTo(copy, 0);
            allAsTheyMust &= !protector.TryOpen(new(7), copy, PacketHeader.Length, out _);
            datagram.CopyTo(copy, 0);
            allAsTheyMust &= protector.TryOpen(new(7), copy, PacketHeader.Length, out var opened) && opened.SequenceEqual(payload);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(allAsTheyMust);
    }

    [Fact]
    public void RUDP_KEY_6_a_forged_phase_bit_changes_nothing()
    {
        var (a, b) = Keys();
        Assert.True(Open(b, Sealed(a, 1), 1, false));
        Assert.False(Open(b, Sealed(a, 2), 2, true));
        Assert.Equal(0, b.Updates);
        Assert.True(Open(b, Sealed(a, 3), 3, false));
    }

    private static (DataKeys A, DataKeys B) Keys()
    {
        byte[] one = [.. Secret], two = [.. Secret.Reverse()];
        return (new(RudpCipher.Aes128Gcm, [.. one], [.. two], 16, default), new(RudpCipher.Aes128Gcm, [.. two], [.. one], 16, default));
    }

    private static Timestamp At(long seconds) => new(seconds * 1_000_000_000);

    private static void Acknowledge(DataKeys keys, long number) => keys.OnAcknowledged(new(number));

    private static byte[] Sealed(DataKeys keys, long number)
    {
        byte[] datagram = new byte[PacketHeader.Overhead + 4];
        new PacketHeader(PacketType.Data, keys.Phase, Id, new(number)).Write(datagram);
        keys.Seal(new(number), datagram, PacketHeader.Length);
        return datagram;
    }

    private static bool Open(DataKeys keys, byte[] datagram, long number, bool phase) =>
        keys.TryOpen(new(number), phase, (byte[])datagram.Clone(), PacketHeader.Length, At(20), out _, out _);
}
