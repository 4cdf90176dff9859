using System.Globalization;
using System.Net.Sockets;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Client.Session;
using Messenger.Discovery;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr discover</c>: the servers of the local networks.</summary>
internal sealed class DiscoverCommand(TimeSpan duration, bool json) : ICommand
{
    /// <summary>Reads <c>--seconds</c>.</summary>
    /// <exception cref="UserError">It is no number from 1 to 60; <see cref="ExitCode.Usage"/>.</exception>
    public static TimeSpan DurationOf(string? text)
    {
        if (text is null)
            return TimeSpan.FromSeconds(1.5);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 60
            ? TimeSpan.FromSeconds(seconds)
            : throw new UserError(ExitCode.Usage, $"--seconds {SafeText.Show(text)} is not a number from 1 to 60");
    }

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var found = (await ServiceBrowser.FindAsync(duration, context.Time, cancel)).Select(ItemOf).OfType<DiscoveredItem>().ToArray();
        if (json)
        {
            context.Write(new DiscoveredObject(found));
        }
        else
        {
            foreach (var server in found)
                context.Out.WriteLine($"{context.Show(server.Name).Replace('\t', ' ')}\t{server.Server}\t{server.Link}");
        }

        if (found.Length > 0)
            return ExitCode.Done;
        context.Note("no server announces itself on the networks of this machine; a server does where --announce is on and it listens on more than loopback");
        return ExitCode.NotFound;
    }

    /// <summary>What is printed of a server; null where what it announces makes no address.</summary>
    internal static DiscoveredItem? ItemOf(DiscoveredServer server)
    {
        // IPv4 is easiest to read and to type; of IPv6, link-local last: its zone is this machine's own.
        var address = server.Addresses.OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : a.IsIPv6LinkLocal ? 2 : 1).First();
        var text = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]:{server.Port}" : $"{address}:{server.Port}";
        if (!ServerAddress.TryParse(text, out var at, out _))
            return null;
        Fingerprint? key = Fingerprint.TryParse(server.Fingerprint, out var parsed) ? parsed : null;
        return new DiscoveredItem(server.Name, at.ToString(), [.. server.Addresses.Select(a => a.ToString())], new Invitation(at, null, key).ToString()) { Fingerprint = key?.ToString() };
    }
}
