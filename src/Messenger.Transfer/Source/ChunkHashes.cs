namespace Messenger.Transfer.Source;

/// <summary>The hashes of a plan's chunks, as far as they were computed; shared by all transfers of one source.</summary>
internal sealed class ChunkHashes(int count)
{
    private readonly Lock _lock = new();
    private readonly UInt128[] _hashes = new UInt128[count];
    private readonly bool[] _known = new bool[count];

    public bool TryGet(int chunk, out UInt128 hash)
    {
        lock (_lock)
        {
            hash = _hashes[chunk];
            return _known[chunk];
        }
    }

    public void Set(int chunk, UInt128 hash)
    {
        lock (_lock)
            (_hashes[chunk], _known[chunk]) = (hash, true);
    }
}
