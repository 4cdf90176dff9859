using CsCheck;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Wire;

/// <summary>Golden bytes, every truncation and mutations of every frame (RUDP-FRAME-1 and 3).</summary>
public sealed class FrameTests
{
    private delegate bool Reader(ReadOnlySpan<byte> source, out int length);

    private static readonly (string Name, byte[] Bytes, Reader Read)[] Samples =
    [
        ("Ack", Ack(30, 40, 10, 20, 5, 5), (ReadOnlySpan<byte> s, out int l) => AckFrame.TryRead(s, out _, out l)),
        ("Data", Data(), (ReadOnlySpan<byte> s, out int l) => DataFrame.TryRead(s, out _, out l)),
        ("Message", Message(), (ReadOnlySpan<byte> s, out int l) => MessageFrame.TryRead(s, out _, out l)),
        ("Window", Window(), Fixed((s) => WindowFrame.TryRead(s, out _), WindowFrame.Length)),
        ("Path", Path(), Fixed((s) => PathFrame.TryRead(s, out _), PathFrame.Length)),
        ("Close", Close(), (ReadOnlySpan<byte> s, out int l) => CloseFrame.TryRead(s, out _, out l)),
        ("Parameters", Parameters(), Fixed((s) => ParametersFrame.TryRead(s, out _), ParametersFrame.Length)),
        ("Answer", Answer(), Fixed((s) => AnswerFrame.TryRead(s, out _), AnswerFrame.Length)),
    ];

    private delegate bool FixedReader(ReadOnlySpan<byte> source);

    public static TheoryData<string> Names => [.. Samples.Select(s => s.Name)];

    /// <summary>Those that say where they end.</summary>
    public static TheoryData<string> Bounded => [.. Samples.Select(s => s.Name).Where(name => name != "Data")];

    [Theory]
    [InlineData("Ack", "02" + "2800000000000000" + "E8030000" + "02" + "0A" + "08" + "0A" + "03" + "00")]
    [InlineData("Data", "03" + "C000000100000000" + "AABBCC")]
    [InlineData("Message", "04" + "0700000000000000" + "0200" + "0102")]
    [InlineData("Window", "05" + "0001000000000000" + "0000010000000000")]
    [InlineData("Path", "07" + "EFCDAB8967452301")]
    [InlineData("Close", "08" + "0600" + "4D000000" + "02" + "6869")]
    [InlineData("Parameters", "10" + "0000000100000000" + "00000100" + "B004" + "A8610000" + "30750000")]
    [InlineData("Answer", "11" + "0101010101010101010101010101010101010101010101010101010101010101" + "0900000000000000")]
    public void RUDP_FRAME_1_each_frame_has_its_golden_bytes(string name, string hex) => Assert.Equal(hex, Convert.ToHexString(Sample(name).Bytes));

    [Theory]
    [MemberData(nameof(Bounded))]
    public void A_whole_frame_is_read_and_what_follows_is_left(string name)
    {
        var (_, bytes, read) = Sample(name);
        Assert.True(read([.. bytes, 0xFF, 0xFF], out int length));
        Assert.Equal(bytes.Length, length);
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public void RUDP_FRAME_3_every_truncation_fails_cleanly(string name)
    {
        var (_, bytes, read) = Sample(name);
        for (int i = 0; i < bytes.Length; i++)
            Assert.False(read(bytes.AsSpan(0, i), out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_mutation_makes_a_reader_throw_or_run_past_the_end(string name)
    {
        var (_, bytes, read) = Sample(name);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length]).List[1, 6].Sample(changes =>
        {
            byte[] changed = (byte[])bytes.Clone();
            int cut = bytes.Length;
            foreach (var (index, value, length) in changes)
            {
                changed[index] = value;
                cut = Math.Min(cut, Math.Max(length, bytes.Length / 2));
            }

            return !read(changed.AsSpan(0, cut), out int taken) || taken <= cut;
        }, iter: 20_000, seed: "0001mU3hT6K2");
    }

    [Fact]
    public void RUDP_DATA_1_an_offset_ends_at_2_to_the_62()
    {
        byte[] frame = new byte[DataFrame.MaxHeaderLength + 3];
        DataFrame.WriteHeader(frame, (1L << 62) - 3);
        Assert.True(DataFrame.TryRead(frame, out _, out _));
        DataFrame.WriteHeader(frame, (1L << 62) - 2);
        Assert.False(DataFrame.TryRead(frame, out _, out _));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(63, 1)]
    [InlineData(64, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 4)]
    [InlineData((1L << 30) - 1, 4)]
    [InlineData(1L << 30, 8)]
    public void RUDP_DATA_1_the_bytes_are_all_that_is_left_and_one_at_least(long offset, int offsetLength)
    {
        byte[] bytes = new byte[32];
        int whole = new DataFrame(offset, [1, 2, 3]).Write(bytes);
        Assert.Equal((whole, offsetLength), (1 + offsetLength + 3, DataFrame.HeaderLength(offset) - 1));
        for (int length = 0; length <= bytes.Length; length++)
        {
            bool read = DataFrame.TryRead(bytes.AsSpan(0, length), out var frame, out int taken);
            Assert.Equal(length > 1 + offsetLength, read);
            if (read)
                Assert.Equal((length, offset, length - 1 - offsetLength), (taken, frame.Offset, frame.Bytes.Length));
        }
    }

    [Fact]
    public void RUDP_FLOW_2_a_limit_ends_at_2_to_the_62()
    {
        byte[] frame = new byte[WindowFrame.Length];
        new WindowFrame(1L << 62, 0).Write(frame);
        Assert.True(WindowFrame.TryRead(frame, out _));
        new WindowFrame((1L << 62) + 1, 0).Write(frame);
        Assert.False(WindowFrame.TryRead(frame, out _));
        new WindowFrame(0, -1).Write(frame);
        Assert.False(WindowFrame.TryRead(frame, out _));
    }

    [Fact]
    public void RUDP_ACK_1_ranges_read_as_they_were_written()
    {
        Gen.Select(Gen.Long[0, 1L << 40], Gen.Select(Gen.Long[0, 5_000], Gen.Long[0, 5_000]).Array[1, 30]).Sample((lowest, pairs) =>
        {
            var ranges = new List<AckRange>();
            long next = lowest;
            foreach (var (length, gap) in pairs)
            {
                ranges.Insert(0, new(new(next), new(next + length)));
                next += length + gap + 2;
            }

            byte[] bytes = new byte[Limits.MaxAckFrameLength];
            int written = AckFrame.Write(bytes, ranges.ToArray(), Duration.FromMicroseconds(7));
            Assert.Equal(AckFrame.LengthOf(ranges.ToArray()), written);
            Assert.True(AckFrame.TryRead(bytes.AsSpan(0, written), out var frame, out int length2));
            Assert.Equal(written, length2);
            var read = new List<AckRange>();
            foreach (var range in frame)
                read.Add(range);
            Assert.Equal(ranges, read);
        }, iter: 2_000, seed: "0001mU3hT6K2");
    }

    [Fact]
    public void RUDP_ACK_1_thirty_ranges_are_read_and_thirty_one_are_not()
    {
        byte[] thirty = AckOfRanges(30);
        Assert.True(AckFrame.TryRead(thirty, out var frame, out int length));
        Assert.Equal(30, frame.Count);
        Assert.Equal(thirty.Length, length);
        thirty[13] = 30;
        Assert.False(AckFrame.TryRead([.. thirty, 0, 0], out _, out _));
    }

    [Fact]
    public void RUDP_ACK_1_a_range_below_packet_0_is_refused()
    {
        Assert.True(AckFrame.TryRead(Ack(0, 5), out _, out _));
        byte[] frame = Ack(0, 5);
        frame[14] = 6;
        Assert.False(AckFrame.TryRead(frame, out _, out _));
        byte[] second = Ack(5, 9, 0, 2);
        second[15] = 3;
        Assert.False(AckFrame.TryRead(second, out _, out _));
    }

    [Fact]
    public void RUDP_HS_6_parameters_have_limits_on_both_sides()
    {
        var sound = ParametersFrame.From(new RudpOptions());
        Assert.True(sound.IsWithinLimits);
        Assert.True((sound with { DataWindow = 1 }).IsWithinLimits);
        Assert.False((sound with { DataWindow = 0 }).IsWithinLimits);
        Assert.True((sound with { DataWindow = 1L << 40 }).IsWithinLimits);
        Assert.False((sound with { DataWindow = (1L << 40) + 1 }).IsWithinLimits);
        Assert.False((sound with { DataWindow = -1 }).IsWithinLimits);
        Assert.True((sound with { MessageWindow = 16_386 }).IsWithinLimits);
        Assert.False((sound with { MessageWindow = 16_385 }).IsWithinLimits);
        Assert.False((sound with { MaxDatagram = 1199 }).IsWithinLimits);
        Assert.True((sound with { MaxDatagram = 65_507 }).IsWithinLimits);
        Assert.False((sound with { MaxDatagram = 65_508 }).IsWithinLimits);
        Assert.True((sound with { MaxAckDelay = Duration.FromSeconds(1) }).IsWithinLimits);
        Assert.False((sound with { MaxAckDelay = Duration.FromMicroseconds(1_000_001) }).IsWithinLimits);
        Assert.False((sound with { MaxAckDelay = Duration.FromMicroseconds(999) }).IsWithinLimits);
        Assert.False((sound with { IdleLimit = Duration.FromMilliseconds(99) }).IsWithinLimits);
        Assert.True((sound with { IdleLimit = Duration.FromMilliseconds(100) }).IsWithinLimits);
        Assert.True((sound with { IdleLimit = Duration.FromSeconds(3_600) }).IsWithinLimits);
        Assert.False((sound with { IdleLimit = Duration.FromMilliseconds(3_600_001) }).IsWithinLimits);
        Assert.True((sound with { MessageWindow = 1 << 30 }).IsWithinLimits);
        Assert.False((sound with { MessageWindow = (1 << 30) + 1 }).IsWithinLimits);
        Assert.True((sound with { MaxDatagram = 1_200 }).IsWithinLimits);
        Assert.True((sound with { MaxAckDelay = Duration.FromMilliseconds(1) }).IsWithinLimits);
    }

    [Theory]
    [InlineData(0L, 1)]
    [InlineData(63L, 1)]
    [InlineData(64L, 2)]
    [InlineData(16_383L, 2)]
    [InlineData(16_384L, 4)]
    [InlineData((1L << 30) - 1, 4)]
    [InlineData(1L << 30, 8)]
    [InlineData((1L << 62) - 1, 8)]
    public void A_varint_takes_the_bytes_of_its_size(long value, int length)
    {
        byte[] bytes = new byte[8];
        Assert.Equal(length, VarInt.Length(value));
        Assert.Equal(length, VarInt.Write(bytes, value));
        int position = 0;
        Assert.True(VarInt.TryRead(bytes, ref position, out long read));
        Assert.Equal((value, length), (read, position));
        position = 0;
        Assert.False(VarInt.TryRead(bytes.AsSpan(0, length - 1), ref position, out _));
    }

    private static (string Name, byte[] Bytes, Reader Read) Sample(string name) => Samples.Single(s => s.Name == name);

    private static Reader Fixed(FixedReader read, int fixedLength) => (ReadOnlySpan<byte> source, out int length) =>
    {
        length = fixedLength;
        return read(source);
    };

    private static byte[] Ack(params long[] bounds)
    {
        var ranges = bounds.Chunk(2).Select(b => new AckRange(new(b[0]), new(b[1]))).ToArray();
        byte[] bytes = new byte[600];
        return bytes[..AckFrame.Write(bytes, ranges, Duration.FromMilliseconds(1))];
    }

    private static byte[] AckOfRanges(int count) => Ack([.. Enumerable.Range(0, count).Reverse().SelectMany(i => new long[] { i * 3, i * 3 + 1 })]);

    private static byte[] Data()
    {
        byte[] bytes = new byte[12];
        new DataFrame(1L << 32, [0xAA, 0xBB, 0xCC]).Write(bytes);
        return bytes;
    }

    private static byte[] Message()
    {
        byte[] bytes = new byte[13];
        new MessageFrame(7, [1, 2]).Write(bytes);
        return bytes;
    }

    private static byte[] Window()
    {
        byte[] bytes = new byte[WindowFrame.Length];
        new WindowFrame(256, 65_536).Write(bytes);
        return bytes;
    }

    private static byte[] Path()
    {
        byte[] bytes = new byte[PathFrame.Length];
        new PathFrame(true, 0x0123456789ABCDEF).Write(bytes);
        return bytes;
    }

    private static byte[] Close()
    {
        byte[] bytes = new byte[10];
        new CloseFrame(RudpReason.UnexpectedRange, 77, "hi"u8).Write(bytes);
        return bytes;
    }

    private static byte[] Parameters()
    {
        byte[] bytes = new byte[ParametersFrame.Length];
        ParametersFrame.From(new RudpOptions { MaxDatagramSize = 1_200 }).Write(bytes);
        return bytes;
    }

    private static byte[] Answer()
    {
        byte[] nonce = new byte[32];
        nonce.AsSpan().Fill(1);
        byte[] bytes = new byte[AnswerFrame.Length];
        new AnswerFrame(nonce, new(9)).Write(bytes);
        return bytes;
    }
}
