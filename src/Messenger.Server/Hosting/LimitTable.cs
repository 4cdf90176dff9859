using System.Globalization;
using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Files;

namespace Messenger.Server.Hosting;

/// <summary>The bounds that a keeper can set.</summary>
internal sealed record ServerLimits
{
    /// <summary>Of the chat.</summary>
    public ChatLimits Chat { get; init; } = new();

    /// <summary>Of connections.</summary>
    public ControlLimits Control { get; init; } = new();

    /// <summary>Of transfers.</summary>
    public FileLimits Files { get; init; } = new();
}

/// <summary>One bound: its name, its unit and meaning, and where it is.</summary>
/// <param name="Name">As in <c>--limits NAME=NUMBER</c>.</param>
/// <param name="What">What is counted.</param>
/// <param name="Of">Its value.</param>
/// <param name="With">The bounds with another value.</param>
internal sealed record Limit(string Name, string What, Func<ServerLimits, long> Of, Func<ServerLimits, int, ServerLimits> With);

/// <summary>Every bound that <c>--limits</c> sets: the one table that parsing, help and README come from.</summary>
internal static class LimitTable
{
    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<Limit> All { get; } =
    [
        Chat("sessions", "sessions at once", l => l.Sessions, (l, n) => l with { Sessions = n }),
        Chat("sessions-per-user", "sessions of one user at once", l => l.SessionsPerUser, (l, n) => l with { SessionsPerUser = n }),
        Chat("names", "names that belong to somebody", l => l.Names, (l, n) => l with { Names = n }),
        Chat("names-per-key", "names that belong to one key", l => l.NamesPerKey, (l, n) => l with { NamesPerKey = n }),
        Chat("rooms", "rooms beside the lobby", l => l.Rooms, (l, n) => l with { Rooms = n }),
        Chat("rooms-per-user", "rooms beside the lobby that one user is in", l => l.RoomsPerUser, (l, n) => l with { RoomsPerUser = Math.Min(n, 50) }),
        Chat("lobby-messages", "messages that the lobby remembers", l => l.LobbyLog.Messages, (l, n) => l with { LobbyLog = l.LobbyLog with { Messages = n } }),
        Chat("room-messages", "messages that another room remembers", l => l.RoomLog.Messages, (l, n) => l with { RoomLog = l.RoomLog with { Messages = n } }),
        Chat("inbox-messages", "private messages that a user's inbox remembers", l => l.InboxLog.Messages, (l, n) => l with { InboxLog = l.InboxLog with { Messages = n } }),
        Chat("outbox-bytes", "bytes that wait for a session before it counts as too slow", l => l.OutboxBytes, (l, n) => l with { OutboxBytes = Math.Max(n, 128 << 10) }),
        Control("handshakes", "TLS handshakes at once", l => l.Handshakes, (l, n) => l with { Handshakes = n }),
        Control("handshakes-per-address", "TLS handshakes at once of one address", l => l.HandshakesPerAddress, (l, n) => l with { HandshakesPerAddress = n }),
        Control("bad-frames", "unreadable frames before a session is ended", l => l.BadFrames, (l, n) => l with { BadFrames = n }),
        Files("transfers", "offers and transfers at once", l => l.Offers, (l, n) => l with { Offers = n }),
        Files("transfers-per-user", "offers and transfers of one user at once", l => l.OffersPerOwner, (l, n) => l with { OffersPerOwner = n }),
    ];

    /// <summary>Reads <c>NAME=NUMBER</c> with commas between them; what is not named stays as it is.</summary>
    /// <param name="text">What was given, or empty.</param>
    /// <param name="limits">The bounds before.</param>
    /// <exception cref="UserError">A name is unknown, or a number is none above 0; <see cref="ExitCode.Usage"/>.</exception>
    public static ServerLimits Parse(string text, ServerLimits limits)
    {
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sides = part.Split('=', 2, StringSplitOptions.TrimEntries);
            Limit limit = All.FirstOrDefault(known => known.Name == sides[0])
                ?? throw new UserError(ExitCode.Usage, $"--limits knows no '{SafeText.Show(sides[0])}'; msgr-server --help lists what it knows");
            if (sides.Length < 2 || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
                throw new UserError(ExitCode.Usage, $"--limits {limit.Name} is a number above 0, as in {limit.Name}={limit.Of(limits)}");
            limits = limit.With(limits, number);
        }

        return limits;
    }

    private static Limit Chat(string name, string what, Func<ChatLimits, long> of, Func<ChatLimits, int, ChatLimits> with) =>
        new(name, what, limits => of(limits.Chat), (limits, number) => limits with { Chat = with(limits.Chat, number) });

    private static Limit Control(string name, string what, Func<ControlLimits, long> of, Func<ControlLimits, int, ControlLimits> with) =>
        new(name, what, limits => of(limits.Control), (limits, number) => limits with { Control = with(limits.Control, number) });

    private static Limit Files(string name, string what, Func<FileLimits, long> of, Func<FileLimits, int, FileLimits> with) =>
        new(name, what, limits => of(limits.Files), (limits, number) => limits with { Files = with(limits.Files, number) });
}
