using System.Security.Cryptography;

namespace Messenger.Benchmarks.Transfers;

/// <summary>Files that nothing can compress.</summary>
internal static class Noise
{
    private const int Block = 1 << 20;

    /// <summary>Writes one.</summary>
    /// <param name="path">Where; what is there is replaced.</param>
    /// <param name="bytes">Its size.</param>
    internal static void Write(string path, long bytes)
    {
        using FileStream file = File.Create(path);
        byte[] block = new byte[Block];
        for (long left = bytes; left > 0; left -= Block)
        {
            Span<byte> piece = block.AsSpan(0, (int)Math.Min(left, Block));
            RandomNumberGenerator.Fill(piece);
            file.Write(piece);
        }
    }
}
