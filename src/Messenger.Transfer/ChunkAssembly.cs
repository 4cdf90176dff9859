using System.Buffers.Binary;
using System.IO.Hashing;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer;

/// <summary>
/// One chunk on its way: which of its wire bytes came, the hash of those that came in order, and the sender's hash. Reused for the next chunk.
/// </summary>
internal sealed class ChunkAssembly
{
    // Pieces that lie apart; a peer that cuts a chunk into more does not mean well.
    private const int MaxPieces = 4096;
    private readonly List<(int Start, int End)> _pieces = [];
    private readonly byte[] _expected = new byte[TransferPlan.HashLength];
    private int _length;

    public int Chunk { get; private set; }

    public bool HashOnly { get; private set; }

    /// <summary>The hash of the first <see cref="Hashed"/> bytes.</summary>
    public XxHash128 Hash { get; } = new();

    public int Hashed { get; set; }

    /// <summary>Whether every byte that was asked for is here.</summary>
    public bool IsComplete => _pieces.Count == 1 && _pieces[0] == (HashOnly ? _length : 0, _length + TransferPlan.HashLength);

    /// <summary>What the sender says of the chunk, once complete.</summary>
    public UInt128 Expected => BinaryPrimitives.ReadUInt128BigEndian(_expected);

    public void Begin(int chunk, int length, bool hashOnly)
    {
        (Chunk, _length, HashOnly, Hashed) = (chunk, length, hashOnly, 0);
        _pieces.Clear();
        Hash.Reset();
    }

    /// <summary>Keeps what is part of the sender's hash.</summary>
    public void TakeHash(int at, ReadOnlySpan<byte> data) => data.CopyTo(_expected.AsSpan(at - _length));

    /// <summary>Whether bytes of the chunk's wire range are here already, wholly.</summary>
    public bool Has(int start, int end)
    {
        foreach ((int from, int to) in _pieces)
        {
            if (from <= start && end <= to)
                return true;
        }

        return false;
    }

    /// <summary>Notes bytes of the chunk's wire range. False: too many separate pieces.</summary>
    public bool Add(int start, int end)
    {
        int first = 0;
        while (first < _pieces.Count && _pieces[first].End < start)
            first++;
        int last = first;
        for (; last < _pieces.Count && _pieces[last].Start <= end; last++)
            (start, end) = (Math.Min(start, _pieces[last].Start), Math.Max(end, _pieces[last].End));
        if (last > first)
        {
            _pieces[first] = (start, end);
            _pieces.RemoveRange(first + 1, last - first - 1);
            return true;
        }

        if (_pieces.Count == MaxPieces)
            return false;
        _pieces.Insert(first, (start, end));
        return true;
    }
}
