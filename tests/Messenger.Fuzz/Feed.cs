using System.Buffers.Binary;
using System.Text;

namespace Messenger.Fuzz;

/// <summary>Reads an input as choices: every input is a program, and one that ends early goes on with zeros.</summary>
internal ref struct Feed(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Nothing is left to read.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>One byte.</summary>
    public byte Byte()
    {
        if (_rest.IsEmpty)
            return 0;
        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>A number from 0 up to, but without, a bound.</summary>
    public int Below(int bound) => bound <= 256 ? Byte() % bound : (int)((uint)Word() % (uint)bound);

    /// <summary>Two bytes.</summary>
    public int Word() => Byte() | Byte() << 8;

    /// <summary>Eight bytes.</summary>
    public long Long()
    {
        Span<byte> bytes = stackalloc byte[8];
        Take(8).CopyTo(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>Up to so many bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[taken.Length..];
        return taken;
    }

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Take(int.MaxValue);

    /// <summary>Text of up to 255 bytes; damaged UTF-8 shows as replacement characters.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Byte()));
}
