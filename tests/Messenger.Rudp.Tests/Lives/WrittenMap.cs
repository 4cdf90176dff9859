namespace Messenger.Rudp.Tests.Lives;

/// <summary>Which bytes of a file have come: one bit each, so that a byte that comes twice is seen.</summary>
internal sealed class WrittenMap(long size)
{
    private readonly ulong[] _words = new ulong[(size + 63) / 64];

    /// <summary>Marks bytes. False if one of them was marked before.</summary>
    public bool TryMark(long offset, int length)
    {
        bool fresh = true;
        for (long end = offset + length; offset < end;)
        {
            int bit = (int)(offset & 63);
            int count = (int)Math.Min(64 - bit, end - offset);
            ulong mask = (ulong.MaxValue >> (64 - count)) << bit;
            ref ulong word = ref _words[offset >> 6];
            fresh &= (word & mask) == 0;
            word |= mask;
            offset += count;
        }

        return fresh;
    }
}
