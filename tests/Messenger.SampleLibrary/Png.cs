using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Messenger.SampleLibrary;

/// <summary>Portable Network Graphics (RFC 2083): true colour, eight bits, no filter.</summary>
internal static class Png
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    internal static byte[] Encode(Canvas canvas)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR", Header(canvas));
        WriteChunk(file, "IDAT", Compress(canvas));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Header(Canvas canvas)
    {
        const byte bitDepth = 8, trueColour = 2;
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), canvas.Height);
        header[8] = bitDepth;
        header[9] = trueColour;
        return header;
    }

    private static byte[] Compress(Canvas canvas)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal))
        {
            for (var y = 0; y < canvas.Height; y++)
            {
                zlib.WriteByte(0); // Filter: none.
                zlib.Write(canvas.Pixels, y * canvas.Width * 3, canvas.Width * 3);
            }
        }

        return data.ToArray();
    }

    // Length, type, data, CRC-32 over type and data.
    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
        file.Write(number);
    }
}
