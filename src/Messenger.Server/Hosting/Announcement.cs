using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Messenger.Contracts;
using Messenger.Platform.Identity;

namespace Messenger.Server.Hosting;

/// <summary>
/// What a server says on stdout when it is ready: where it listens, who it is, and the line to give to others. A line of text each, the first
/// word says which, or with <c>--log json</c> an object each.
/// </summary>
internal static class Announcement
{
    /// <summary>Says it.</summary>
    /// <param name="endpoints">Where the server listens, with the real port.</param>
    /// <param name="fingerprint">The server's key.</param>
    /// <param name="format">Text or JSON.</param>
    public static void Print(IReadOnlyList<IPEndPoint> endpoints, Fingerprint fingerprint, LogFormat format)
    {
        string invite = Invite(endpoints[0], fingerprint);
        var text = new StringBuilder();
        if (format == LogFormat.Json)
        {
            foreach (IPEndPoint endpoint in endpoints)
                AppendJson(text, w => WriteListening(w, endpoint));
            AppendJson(text, w => WriteReady(w, fingerprint, invite));
        }
        else
        {
            foreach (IPEndPoint endpoint in endpoints)
                text.Append("listening ").Append(endpoint).Append('\n');
            text.Append("fingerprint ").Append(fingerprint).Append('\n');
            text.Append("invite ").Append(invite).Append('\n');
        }

        try
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (IOException)
        {
            // Nobody reads it: a server needs no listener on its stdout.
        }
    }

    private static void WriteListening(Utf8JsonWriter json, IPEndPoint endpoint)
    {
        json.WriteString("type", "listening");
        json.WriteString("address", endpoint.Address.ToString());
        json.WriteNumber("port", endpoint.Port);
    }

    private static void WriteReady(Utf8JsonWriter json, Fingerprint fingerprint, string invite)
    {
        json.WriteString("type", "ready");
        json.WriteString("fingerprint", fingerprint.ToString());
        json.WriteString("invite", invite);
    }

    private static void AppendJson(StringBuilder text, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            members(json);
            json.WriteEndObject();
        }

        text.Append(Encoding.UTF8.GetString(buffer.ToArray())).Append('\n');
    }

    private static string Invite(IPEndPoint endpoint, Fingerprint fingerprint)
    {
        IPAddress address = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any) ? Reachable() : endpoint.Address;
        string host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        string port = endpoint.Port == WireLimits.DefaultPort ? "" : $":{endpoint.Port}";
        return $"msgr chat --host {host}{port} --fingerprint {fingerprint}";
    }

    // The address that others in the network most likely reach: the first of a network card, IPv4 before IPv6.
    private static IPAddress Reachable()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Where(address => !address.IsIPv6LinkLocal)
                .OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
                .FirstOrDefault(IPAddress.Loopback);
        }
        catch (NetworkInformationException)
        {
            return IPAddress.Loopback;
        }
    }
}
