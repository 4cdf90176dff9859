namespace Messenger.Transfer.Journal;

/// <summary>What is known of one chunk on the receiver's disk.</summary>
internal enum ChunkState : byte
{
    /// <summary>Its bytes have to come.</summary>
    Missing,

    /// <summary>There are bytes that could be the right ones: the sender's hash will tell.</summary>
    Candidate,

    /// <summary>All its bytes came, and hash to what the sender said; they are being written.</summary>
    Received,

    /// <summary>All its bytes are in parts, and hash to what the sender said.</summary>
    Verified,

    /// <summary>Its bytes are where they were found (a part or an existing file), and hash to what the sender said.</summary>
    InPlace,

    /// <summary>Only files that are kept as they are have bytes in it.</summary>
    Unwanted,
}

/// <summary>The states of all chunks, and the sums that progress needs.</summary>
internal sealed class ChunkMap
{
    private readonly ChunkState[] _states;
    private readonly Func<int, int> _lengthOf;

    public ChunkMap(int count, Func<int, int> lengthOf)
    {
        (_states, _lengthOf) = (new ChunkState[count], lengthOf);
        UnsettledChunks = count;
    }

    public int Count => _states.Length;

    /// <summary>Chunks that are neither verified on the disk nor unwanted.</summary>
    public int UnsettledChunks { get; private set; }

    /// <summary>Bytes of the chunks that are verified or unwanted.</summary>
    public long SettledBytes { get; private set; }

    public ChunkState this[int chunk]
    {
        get => _states[chunk];
        set
        {
            bool was = IsSettled(_states[chunk]), settled = IsSettled(value);
            _states[chunk] = value;
            if (was == settled)
                return;
            int sign = settled ? 1 : -1;
            UnsettledChunks -= sign;
            SettledBytes += sign * (long)_lengthOf(chunk);
        }
    }

    /// <summary>Whether a chunk, or its hash, has to come.</summary>
    public bool IsOpen(int chunk) => _states[chunk] < ChunkState.Received;

    private static bool IsSettled(ChunkState state) => state >= ChunkState.Verified;
}
