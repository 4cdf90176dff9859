using System.Buffers.Binary;

namespace Messenger.Rudp;

/// <summary>
/// Where a datagram comes from or goes to: address family, port, address and IPv6 zone in one value of fixed size, so that a driver
/// can map it from and to a socket address without allocation. The engine compares addresses and never interprets them.
/// </summary>
public readonly record struct PathAddress
{
    private readonly ulong _high;
    private readonly ulong _low;

    private PathAddress(byte family, ulong high, ulong low, ushort port, uint scopeId)
    {
        Family = family;
        _high = high;
        _low = low;
        Port = port;
        ScopeId = scopeId;
    }

    /// <summary>4 or 6; 0 for the default value, which is no address.</summary>
    public byte Family { get; }

    /// <summary>The UDP port in host order.</summary>
    public ushort Port { get; }

    /// <summary>The zone of a link-local IPv6 address, else 0.</summary>
    public uint ScopeId { get; }

    /// <summary>Whether this is the default value, no address.</summary>
    public bool IsNone => Family == 0;

    /// <summary>An IPv4 address.</summary>
    /// <param name="address">The 4 bytes of the address in network order.</param>
    /// <param name="port">The UDP port in host order.</param>
    public static PathAddress FromIPv4(ReadOnlySpan<byte> address, ushort port) =>
        new(4, 0, BinaryPrimitives.ReadUInt32BigEndian(address), port, 0);

    /// <summary>An IPv6 address; an IPv4-mapped one stays what it is.</summary>
    /// <param name="address">The 16 bytes of the address in network order.</param>
    /// <param name="port">The UDP port in host order.</param>
    /// <param name="scopeId">The zone of a link-local address, else 0.</param>
    public static PathAddress FromIPv6(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0) =>
        new(6, BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), port, scopeId);

    /// <summary>Writes the bytes of the address in network order.</summary>
    /// <param name="destination">At least 4 bytes for IPv4, 16 for IPv6.</param>
    /// <returns>The number of bytes written: 4, 16, or 0 for no address.</returns>
    public int WriteAddress(Span<byte> destination)
    {
        switch (Family)
        {
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
                return 4;
            case 6:
                BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
                BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
                return 16;
            default:
                return 0;
        }
    }

    /// <summary>Whether both are ports of the same host (address and zone are equal; an IPv4 address equals its IPv4-mapped form).</summary>
    /// <param name="other">The other address.</param>
    public bool IsSameHost(in PathAddress other) =>
        !IsNone && !other.IsNone && _high == other._high && MappedLow == other.MappedLow && ScopeId == other.ScopeId;

    private ulong MappedLow => Family == 4 ? 0x0000_FFFF_0000_0000 | _low : _low;

    /// <summary>Address and port, for people.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = WriteAddress(bytes);
        if (length == 0)
            return "none";
        var address = length == 16 ? new System.Net.IPAddress(bytes, ScopeId) : new System.Net.IPAddress(bytes[..4]);
        return new System.Net.IPEndPoint(address, Port).ToString();
    }
}
