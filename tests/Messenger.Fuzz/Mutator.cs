using System.Buffers.Binary;

namespace Messenger.Fuzz;

/// <summary>Breeds inputs: changes one in a few places, or crosses two.</summary>
internal sealed class Mutator(Random random, int mostBytes)
{
    private static readonly long[] HardNumbers =
        [long.MinValue, long.MaxValue, int.MinValue, int.MinValue + 3, int.MaxValue, -1, -2, -5, ~4096, 0, 1, 127, 128, 255, 256, 257, 512, 65_535, 65_536, 1L << 60, 1L << 62];

    private static readonly byte[] HardBytes = [0x00, 0x01, 0x0A, 0x20, 0x25, 0x2F, 0x3A, 0x7F, 0x80, 0x81, 0xC0, 0xF9, 0xFA, 0xFE, 0xFF];

    private readonly byte[] _bytes = new byte[mostBytes];
    private int _length;

    /// <summary>A child of an input, valid until the next call.</summary>
    /// <param name="parent">What is changed.</param>
    /// <param name="other">What pieces are taken from.</param>
    public ReadOnlySpan<byte> Breed(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> other)
    {
        _length = Math.Min(parent.Length, mostBytes);
        parent[.._length].CopyTo(_bytes);
        for (int left = 1 << random.Next(4); left > 0; left--)
            Change(other);
        return _bytes.AsSpan(0, _length);
    }

    private void Change(ReadOnlySpan<byte> other)
    {
        int at = random.Next(_length + 1);
        switch (random.Next(10))
        {
            case 0 when at < _length:
                _bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < _length:
                _bytes[at] = (byte)random.Next(256);
                break;
            case 2 when at < _length:
                _bytes[at] = HardBytes[random.Next(HardBytes.Length)];
                break;
            case 3 when at < _length:
                _bytes[at] += (byte)(random.Next(2) == 0 ? 1 : 255);
                break;
            case 4:
                Remove(at, random.Next(1, 9));
                break;
            case 5:
                Insert(at, [(byte)random.Next(256)]);
                break;
            case 6:
                WriteNumber(at);
                break;
            case 7:
                Insert(at, PieceOf(_bytes.AsSpan(0, _length)));
                break;
            case 8:
                Insert(at, PieceOf(other));
                break;
            case 9:
                ReadOnlySpan<byte> piece = PieceOf(other);
                piece[..Math.Min(piece.Length, _length - at)].CopyTo(_bytes.AsSpan(at));
                break;
        }
    }

    private ReadOnlySpan<byte> PieceOf(ReadOnlySpan<byte> bytes)
    {
        int from = random.Next(bytes.Length + 1);
        return bytes.Slice(from, Math.Min(random.Next(64), bytes.Length - from)).ToArray();
    }

    private void WriteNumber(int at)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, HardNumbers[random.Next(HardNumbers.Length)]);
        int length = Math.Min(1 << random.Next(1, 4), _length - at);
        number[..length].CopyTo(_bytes.AsSpan(at));
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _bytes.AsSpan(at + count, _length - at - count).CopyTo(_bytes.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        piece = piece[..Math.Min(piece.Length, mostBytes - _length)];
        _bytes.AsSpan(at, _length - at).CopyTo(_bytes.AsSpan(at + piece.Length));
        piece.CopyTo(_bytes.AsSpan(at));
        _length += piece.Length;
    }
}
