using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Wire;

public sealed class PacketHeaderTests
{
    [Fact]
    public void RUDP_WIRE_1_the_header_has_its_golden_bytes()
    {
        byte[] datagram = new byte[PacketHeader.Overhead];
        new PacketHeader(PacketType.Data, true, 0x1122334455667788, new(0x000A0B0C0D0E0F)).Write(datagram);
        Assert.Equal("158877665544332211" + "0F0E0D0C0B0A0000" + "00000000", Convert.ToHexString(datagram[..PacketHeader.Length]));
    }

    [Theory]
    [InlineData(0, false, 0UL, 0L)]
    [InlineData(1, true, ulong.MaxValue, (1L << 62) - 1)]
    [InlineData(2, false, 42UL, (1L << 48) + 5)]
    internal void A_header_reads_as_it_was_written(int type, bool phase, ulong id, long number)
    {
        var header = new PacketHeader((PacketType)type, phase, id, new(number));
        byte[] datagram = new byte[PacketHeader.Overhead];
        header.Write(datagram);
        Assert.True(PacketHeader.TryRead(datagram, out var read));
        Assert.Equal(header, read);
    }

    [Fact]
    public void RUDP_WIRE_2_other_versions_types_numbers_and_lengths_are_refused()
    {
        byte[] sound = new byte[PacketHeader.Overhead];
        new PacketHeader(PacketType.Data, false, 1, new(1)).Write(sound);
        Assert.True(PacketHeader.TryRead(sound, out _));
        Assert.False(PacketHeader.TryRead(sound.AsSpan(0, PacketHeader.Overhead - 1), out _));
        Assert.False(PacketHeader.TryRead([], out _));
        Assert.False(PacketHeader.TryRead(With(sound, 0, 0x24), out _));
        Assert.False(PacketHeader.TryRead(With(sound, 0, 0x04), out _));
        Assert.False(PacketHeader.TryRead(With(sound, 0, 0x16), out _));
        Assert.False(PacketHeader.TryRead(With(sound, 16, 0x40), out _));
        Assert.True(PacketHeader.TryRead(With(sound, 16, 0x3F), out _));
        Assert.False(PacketHeader.TryRead(With(sound, 16, 0xFF), out _));
    }

    [Fact]
    public void RUDP_WIRE_3_every_flipped_bit_fails_the_checksum()
    {
        byte[] sound = new byte[64];
        new Random(5).NextBytes(sound);
        PacketHeader.WriteChecksum(sound);
        Assert.True(PacketHeader.VerifyChecksum((byte[])sound.Clone()));
        for (int bit = 0; bit < sound.Length * 8; bit++)
        {
            byte[] damaged = (byte[])sound.Clone();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(PacketHeader.VerifyChecksum(damaged));
        }
    }

    [Fact]
    public void RUDP_WIRE_3_the_checksum_is_that_of_ieee_802_3()
    {
        byte[] datagram = new byte[PacketHeader.Length];
        PacketHeader.WriteChecksum(datagram);
        Assert.Equal(System.IO.Hashing.Crc32.HashToUInt32(new byte[PacketHeader.Length]), BitConverter.ToUInt32(datagram.AsSpan(17)));
        Assert.Equal(0xCBF43926u, System.IO.Hashing.Crc32.HashToUInt32("123456789"u8));
    }

    private static byte[] With(byte[] datagram, int index, byte value)
    {
        byte[] changed = (byte[])datagram.Clone();
        changed[index] = value;
        return changed;
    }
}
