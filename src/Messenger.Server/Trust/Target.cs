using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Messenger.Platform.Identity;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Trust;

/// <summary>Whom an act is about: a name, a key, or an address with the network around it.</summary>
internal sealed record Target
{
    // The part of an IPv6 address that its owner cannot choose at will.
    private const int OwnBits = 64;

    private Target(string id, string text) => (Id, Text) = (id, text);

    /// <summary>The same for every spelling.</summary>
    public string Id { get; }

    /// <summary>As it is shown and stored.</summary>
    public string Text { get; }

    /// <summary>The name for comparison; null: it is none.</summary>
    public string? NameKey { get; private init; }

    /// <summary>The key; null: it is none.</summary>
    public Fingerprint? Key { get; private init; }

    /// <summary>The network; null: it is none.</summary>
    public IPNetwork? Network { get; private init; }

    /// <summary>Reads one: <c>SHA256:...</c>, <c>10.0.0.0/8</c>, <c>192.0.2.7</c>, <c>2001:db8::1</c> (its /64), or a name.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Target? target)
    {
        target = null;
        if (text.StartsWith("SHA256:", StringComparison.Ordinal))
        {
            if (Fingerprint.TryParse(text, out Fingerprint key))
                target = new Target(text, text) { Key = key };
        }
        else if (LooksLikeAddress(text))
        {
            if (ReadNetwork(text) is { } network)
                target = new Target(network.ToString(), network.ToString()) { Network = network };
        }
        else if (UserName.TryParse(text, out UserName? name, out _))
        {
            target = new Target(name.Key, name.Display) { NameKey = name.Key };
        }

        return target is not null;
    }

    /// <summary>An address as it is compared: one of IPv4 is one of IPv4, however it came.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // What is no name because of these characters, or is one of four numbers, is meant as an address.
    private static bool LooksLikeAddress(string text) => text.Contains(':') || text.Contains('/') || (text.Count(c => c == '.') == 3 && IPAddress.TryParse(text, out _));

    private static IPNetwork? ReadNetwork(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out IPAddress? address))
            return null;
        address = Plain(address);
        int all = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int bits = all == 128 ? OwnBits : all;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > all))
            return null;
        byte[] bytes = address.GetAddressBytes();
        for (int bit = bits; bit < all; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), bits);
    }
}
