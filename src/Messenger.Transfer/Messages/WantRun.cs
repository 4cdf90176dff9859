using System.Buffers.Binary;

namespace Messenger.Transfer.Messages;

/// <summary>Chunks asked for: <c>first u32 | count u32 | kind u8 (0: bytes and hash, 1: hash alone)</c>, little endian.</summary>
/// <param name="First">The first chunk.</param>
/// <param name="Count">Chunks, 1 or more.</param>
/// <param name="HashOnly">Only their hashes.</param>
internal readonly record struct WantRun(int First, int Count, bool HashOnly)
{
    public const int Length = 9;

    /// <summary>Runs in one message, at most: 4.5 KiB, well below a message's 16.</summary>
    public const int MaxPerMessage = 512;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, First);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Count);
        destination[8] = HashOnly ? (byte)1 : (byte)0;
    }

    public static bool TryRead(ReadOnlySpan<byte> source, int chunkCount, out WantRun run)
    {
        run = new WantRun(BinaryPrimitives.ReadInt32LittleEndian(source), BinaryPrimitives.ReadInt32LittleEndian(source[4..]), source[8] == 1);
        return source[8] <= 1 && run.First >= 0 && run.Count >= 1 && run.First < chunkCount && run.Count <= chunkCount - run.First;
    }
}
