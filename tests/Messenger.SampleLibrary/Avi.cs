namespace Messenger.SampleLibrary;

/// <summary>RIFF AVI 1.0: uncompressed frames (BI_RGB, 24 bits, rows from bottom to top), with an index.</summary>
internal static class Avi
{
    private const int HasIndex = 0x10;
    private const int KeyFrame = 0x10;
    private const short BitsPerPixel = 24;

    internal static byte[] Encode(IReadOnlyList<Canvas> frames, int framesPerSecond)
    {
        var (width, height) = (frames[0].Width, frames[0].Height);
        var stride = (width * 3 + 3) & ~3; // Rows are padded to four bytes.
        var frameLength = stride * height;
        return Chunk("RIFF"u8, "AVI "u8,
            Chunk("LIST"u8, "hdrl"u8,
                Chunk("avih"u8, [], Numbers(
                    1_000_000 / framesPerSecond, frameLength * framesPerSecond, 0, HasIndex, frames.Count,
                    0, 1, frameLength, width, height, 0, 0, 0, 0)),
                Chunk("LIST"u8, "strl"u8,
                    Chunk("strh"u8, "vidsDIB "u8, Numbers(
                        0, 0, 0, 1, framesPerSecond, 0, frames.Count, frameLength, -1, 0, 0, width | height << 16)),
                    Chunk("strf"u8, [], Numbers(
                        40, width, height, 1 | BitsPerPixel << 16, 0, frameLength, 0, 0, 0, 0)))),
            Chunk("LIST"u8, "movi"u8, [.. frames.SelectMany(frame => Chunk("00db"u8, [], Rows(frame, stride)))]),
            Chunk("idx1"u8, [], Index(frames.Count, frameLength)));
    }

    // Four letters, the length of what follows, four letters more for a list, the content.
    private static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, params ReadOnlySpan<byte[]> parts)
    {
        byte[] content = [.. type];
        foreach (var part in parts)
            content = [.. content, .. part];
        return [.. name, .. BitConverter.GetBytes(content.Length), .. content];
    }

    private static byte[] Numbers(params ReadOnlySpan<int> numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(int)];
        for (var i = 0; i < numbers.Length; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(int)), numbers[i]);
        return bytes;
    }

    private static byte[] Rows(Canvas frame, int stride)
    {
        var rows = new byte[stride * frame.Height];
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width; x++)
            {
                var from = (y * frame.Width + x) * 3;
                var to = (frame.Height - 1 - y) * stride + x * 3;
                (rows[to], rows[to + 1], rows[to + 2]) = (frame.Pixels[from + 2], frame.Pixels[from + 1], frame.Pixels[from]);
            }
        }

        return rows;
    }

    // Offsets count from the letters "movi".
    private static byte[] Index(int frames, int frameLength)
    {
        var name = BitConverter.ToInt32("00db"u8);
        return [.. Enumerable.Range(0, frames).SelectMany(i => Numbers(name, KeyFrame, 4 + i * (frameLength + 8), frameLength))];
    }
}
