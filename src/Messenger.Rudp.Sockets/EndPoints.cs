using System.Net;
using System.Net.Sockets;

namespace Messenger.Rudp.Sockets;

/// <summary>Between .NET's end points and the engine's addresses.</summary>
public static class EndPoints
{
    /// <summary>The engine's address of an end point; an IPv4 address in IPv6 clothes becomes an IPv4 one, as the socket reports it.</summary>
    /// <exception cref="ArgumentException">Neither IPv4 nor IPv6.</exception>
    public static PathAddress ToPathAddress(this IPEndPoint endPoint)
    {
        IPAddress address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out int length))
            throw new ArgumentException($"{endPoint} is not an internet address.", nameof(endPoint));
        return address.AddressFamily == AddressFamily.InterNetwork
            ? PathAddress.FromIPv4(bytes[..length], (ushort)endPoint.Port)
            : PathAddress.FromIPv6(bytes[..length], (ushort)endPoint.Port, (uint)address.ScopeId);
    }
}
