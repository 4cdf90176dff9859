using System.Net;

namespace Messenger.Discovery;

/// <summary>An address of this machine and the network that it is in.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="PrefixLength">Bits that all addresses of the network share.</param>
internal readonly record struct LocalAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>Whether another address is in that network.</summary>
    public bool IsSameNetwork(IPAddress other)
    {
        Span<byte> mine = stackalloc byte[16], theirs = stackalloc byte[16];
        if (!Address.TryWriteBytes(mine, out int length) || !other.TryWriteBytes(theirs, out int otherLength) || length != otherLength || PrefixLength > length * 8)
            return false;
        int whole = PrefixLength / 8, rest = PrefixLength % 8;
        return mine[..whole].SequenceEqual(theirs[..whole]) && (rest == 0 || ((mine[whole] ^ theirs[whole]) >> (8 - rest)) == 0);
    }
}
