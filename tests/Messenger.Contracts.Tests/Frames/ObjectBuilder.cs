using System.Buffers.Binary;
using System.Text;

namespace Messenger.Contracts.Tests.Frames;

/// <summary>A version-tolerant object made by hand, so that it can lie.</summary>
internal sealed class ObjectBuilder
{
    private readonly List<(int? Length, byte[] Bytes)> _members = [];

    public ObjectBuilder Add(params byte[] member) => Add(null, member);

    public ObjectBuilder Add(int? statedLength, byte[] member)
    {
        _members.Add((statedLength, member));
        return this;
    }

    public ObjectBuilder AddInt32(int value) => Add(Int32(value));

    public ObjectBuilder AddString(string value) => Add(String(value));

    /// <summary>Count, lengths, members.</summary>
    public byte[] Build(int? statedCount = null)
    {
        List<byte> bytes = [(byte)(statedCount ?? _members.Count)];
        foreach ((int? length, byte[] member) in _members)
            bytes.AddRange(VarInt(length ?? member.Length));
        foreach ((_, byte[] member) in _members)
            bytes.AddRange(member);
        return [.. bytes];
    }

    /// <summary>The same as a frame's body.</summary>
    public byte[] Body(byte tag, int? statedCount = null) => [tag, .. Build(statedCount)];

    public static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] String(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        return value.Length == 0 ? Int32(0) : [.. Int32(~utf8.Length), .. Int32(value.Length), .. utf8];
    }

    /// <summary>As MemoryPack writes an int: itself up to 127, else a code and the value.</summary>
    public static byte[] VarInt(int value) => value switch
    {
        >= 0 and <= 127 => [(byte)value],
        >= short.MinValue and <= short.MaxValue => [unchecked((byte)-124), (byte)value, (byte)(value >> 8)],
        _ => [unchecked((byte)-126), .. Int32(value)],
    };
}
