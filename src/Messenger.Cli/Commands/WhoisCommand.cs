using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Contracts.Chat;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr whois</c>: what the server knows about a person.</summary>
internal sealed class WhoisCommand(ConnectionOptions connection, string name, bool json) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => OneShot.RunAsync(
        connection,
        context,
        async session =>
        {
            var reply = await session.WhoisAsync(name, cancel);
            if (json)
                context.Write(ObjectOf(reply));
            else
                context.Out.WriteLine(string.Join('\n', Lines(reply, context.Now)));
            return ExitCode.Done;
        },
        cancel);

    /// <summary>What there is to say, one thing a line, safe for a terminal.</summary>
    internal static IEnumerable<string> Lines(WhoisReply reply, DateTimeOffset now)
    {
        var name = SafeText.Show(reply.Name);
        var since = reply.Since > 0 ? Quantities.Moment(DateTimeOffset.FromUnixTimeMilliseconds(reply.Since), now) : null;
        if (reply.Online)
            yield return name + " is online" + (since is null ? "" : $" since {since}");
        else
            yield return name + " is not online" + (since is null ? "" : $", last seen {since}");
        if (reply.AwayReason.Length > 0)
            yield return $"  away: {SafeText.Show(reply.AwayReason)}";
        if (reply.Online)
            yield return $"  idle: {Quantities.Duration(TimeSpan.FromMilliseconds(reply.IdleMilliseconds))}";
        if (reply.Client.Length > 0)
            yield return $"  client: {SafeText.Show(reply.Client)}";
        if (reply.Rooms.Length > 0)
            yield return $"  rooms in common: {string.Join(", ", reply.Rooms.Select(r => SafeText.Show(r)))}";
        if (reply.Fingerprint.Length > 0)
            yield return $"  key: {SafeText.Show(reply.Fingerprint)}";
        foreach (var other in reply.OtherKeys)
            yield return $"  key: {SafeText.Show(other)}";
    }

    internal static WhoisObject ObjectOf(WhoisReply reply) => new(reply.Name, reply.Online)
    {
        Away = NullIfEmpty(reply.AwayReason),
        Fingerprint = NullIfEmpty(reply.Fingerprint),
        OtherKeys = reply.OtherKeys.Length == 0 ? null : reply.OtherKeys,
        Since = reply.Since > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(reply.Since) : null,
        IdleSeconds = reply.Online ? reply.IdleMilliseconds / 1000.0 : null,
        Client = NullIfEmpty(reply.Client),
        Rooms = reply.Rooms,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
