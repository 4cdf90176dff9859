using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Messenger.Contracts;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Client.Session;

/// <summary>Where a server is: a host (name, IPv4 or IPv6 address, with a zone where it needs one) and a port.</summary>
public readonly record struct ServerAddress
{
    // RFC 1035: 253 characters in text; a zone (interface name) may follow a literal.
    private const int MaxHostLength = 253;

    private ServerAddress(string host, int port)
    {
        Host = host;
        Port = port;
    }

    /// <summary>The host: lower case, without brackets and without a final dot.</summary>
    public string Host { get; }

    /// <summary>The TCP and UDP port, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>The server of this machine on the default port.</summary>
    public static ServerAddress Localhost { get; } = new("localhost", WireLimits.DefaultPort);

    /// <summary>
    /// Reads <c>host</c>, <c>host:port</c>, <c>1.2.3.4:port</c>, <c>::1</c>, <c>[::1]:port</c>, <c>fe80::1%eth0</c>; the port is
    /// 55000 where none is named.
    /// </summary>
    /// <param name="text">What a person gave.</param>
    /// <exception cref="UserError">It is no address; <see cref="ExitCode.Usage"/>.</exception>
    public static ServerAddress Parse(string text) =>
        TryParse(text, out var address, out var problem) ? address : throw new UserError(ExitCode.Usage, problem);

    /// <summary>Reads an address; see <see cref="Parse"/>.</summary>
    /// <param name="text">What a person gave.</param>
    /// <param name="address">The address, when true is returned.</param>
    /// <param name="problem">One sentence, when false is returned.</param>
    public static bool TryParse(string text, out ServerAddress address, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = default;
        problem = CheckScheme(text.Trim());
        if (problem is not null)
            return false;
        problem = Split(text.Trim(), out var host, out var portText)
            ?? CheckHost(text, ref host);
        var port = WireLimits.DefaultPort;
        if (problem is null && portText is not null && !TryParsePort(portText, out port))
            problem = $"{SafeText.Show(portText)} is not a port; give a number from 1 to 65535";
        if (problem is not null)
            return false;
        address = new(host, port);
        return true;
    }

    /// <summary><c>host:port</c>, or <c>[v6]:port</c>: what <see cref="Parse"/> reads, and the key that a pin is kept under.</summary>
    public override string ToString() =>
        (Host ?? "").Contains(':') ? $"[{Host}]:{Port.ToString(CultureInfo.InvariantCulture)}" : $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    // What a browser's line holds is named for what it is, with the part of it that is meant.
    private static string? CheckScheme(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return null;
        var rest = text[(scheme + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var meant = !host.Contains("://", StringComparison.Ordinal) && TryParse(host, out _, out _) ? host : "HOST or HOST:PORT";
        return $"{SafeText.Show(text)} is a URL, and a host is wanted here; write {SafeText.Show(meant)}";
    }

    private static string? Split(string text, out string host, out string? port)
    {
        port = null;
        host = text;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']');
            if (end < 0)
                return $"{SafeText.Show(text)} lacks a closing bracket; write [address]:port";
            host = text[1..end];
            if (!IsV6(host))
                return $"{SafeText.Show(host)} is not an IPv6 address; only those stand in brackets";
            if (end + 1 == text.Length)
                return null;
            if (text[end + 1] != ':')
                return $"{SafeText.Show(text[(end + 1)..])} does not belong after the bracket; write [address]:port";
            port = text[(end + 2)..];
            return null;
        }

        var colon = text.IndexOf(':');
        // Two colons and no bracket: an IPv6 address without a port.
        if (colon < 0 || text.IndexOf(':', colon + 1) >= 0)
            return null;
        host = text[..colon];
        port = text[(colon + 1)..];
        return null;
    }

    private static string? CheckHost(string text, ref string host)
    {
        host = host.ToLowerInvariant();
        if (host.Contains(':'))
            return IsV6(host) ? null : $"{SafeText.Show(text)} is not a server's address; write HOST, HOST:PORT or [IPv6]:PORT";
        if (host.EndsWith('.'))
            host = host[..^1];
        if (host.Length == 0)
            return "the server's address is empty; write HOST, HOST:PORT or [IPv6]:PORT";
        // Digits and dots only: an address or a mistake, never a name to look up (RFC 3696, 2).
        if (host.All(c => char.IsAsciiDigit(c) || c == '.') && !(IPAddress.TryParse(host, out _) && host.Count(c => c == '.') == 3))
            return $"{SafeText.Show(host)} is not an IPv4 address; it has four numbers from 0 to 255";
        return host.Length <= MaxHostLength && host.Split('.').All(IsLabel)
            ? null
            : $"{SafeText.Show(host)} is not a host name; check how it is spelled";
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsV6(string host)
    {
        var zone = host.IndexOf('%');
        if (zone >= 0 && (zone == host.Length - 1 || !host[(zone + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
            return false;
        var literal = zone < 0 ? host : host[..zone];
        return literal.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
            && IPAddress.TryParse(literal, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
