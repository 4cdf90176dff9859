using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Messenger.Rudp.Sockets.Native;

/// <summary>
/// <c>struct sockaddr_in</c> and <c>sockaddr_in6</c> as bytes, to and from <see cref="PathAddress"/> without allocation:
/// family (u16, host order), port (u16, network order), then IPv4 address (4), or flow (4), IPv6 address (16), zone (u32, host order).
/// </summary>
internal static class SocketAddressBytes
{
    public const int Size = 28;
    private const ushort IPv4 = 2, IPv6 = 10;
    private const int IPv4Size = 16;

    /// <summary>Writes an address for a socket of a family.</summary>
    /// <returns>Bytes written; 0 where a socket of that family cannot reach the address.</returns>
    public static int Write(Span<byte> destination, in PathAddress address, bool dualStack)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
        if (!dualStack)
        {
            if (address.Family != 4)
                return 0;
            MemoryMarshal.Write(destination, IPv4);
            address.WriteAddress(destination[4..]);
            destination[8..IPv4Size].Clear();
            return IPv4Size;
        }

        MemoryMarshal.Write(destination, IPv6);
        destination[4..24].Clear();
        if (address.Family == 4)
        {
            destination[18] = destination[19] = 0xFF;
            address.WriteAddress(destination[20..]);
        }
        else
        {
            address.WriteAddress(destination[8..]);
        }

        MemoryMarshal.Write(destination[24..], address.ScopeId);
        return Size;
    }

    /// <summary>Reads an address. An IPv4 address that came through a dual-stack socket becomes an IPv4 one.</summary>
    public static PathAddress Read(ReadOnlySpan<byte> source)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        if (MemoryMarshal.Read<ushort>(source) == IPv4)
            return PathAddress.FromIPv4(source[4..8], port);

        ReadOnlySpan<byte> address = source[8..24];
        bool mapped = address[..10].IndexOfAnyExcept((byte)0) < 0 && address[10] == 0xFF && address[11] == 0xFF;
        return mapped
            ? PathAddress.FromIPv4(address[12..], port)
            : PathAddress.FromIPv6(address, port, MemoryMarshal.Read<uint>(source[24..]));
    }
}
