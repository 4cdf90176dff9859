using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Files;

namespace Messenger.Server.Hosting;

/// <summary>All that can be set while the server runs: the one table that the command line, the settings file, help and README come from.</summary>
internal static class LimitTable
{
    /// <summary>What <c>--limits NAME=NUMBER</c> sets, in the order of help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
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
        Control("handshakes", "TLS handshakes at once", 1, l => l.Handshakes, (l, n) => l with { Handshakes = n }),
        Control("handshakes-per-address", "TLS handshakes at once of one address", 1, l => l.HandshakesPerAddress, (l, n) => l with { HandshakesPerAddress = n }),
        Control("bad-frames", "unreadable frames before a session is ended", 1, l => l.BadFrames, (l, n) => l with { BadFrames = n }),
        Files("transfers", "offers and transfers at once", l => l.Offers, (l, n) => l with { Offers = n }),
        Files("transfers-per-user", "offers and transfers of one user at once", l => l.OffersPerOwner, (l, n) => l with { OffersPerOwner = n }),
    ];

    /// <summary>What options of the same names set.</summary>
    public static IReadOnlyList<Setting> Options { get; } =
    [
        Control("connections", "", 1, l => l.Connections, (l, n) => l with { Connections = n }),
        Control("connections-per-address", "", 1, l => l.ConnectionsPerAddress, (l, n) => l with { ConnectionsPerAddress = n }),
        Control("requests-per-second", "", 0, l => l.RequestsPerSecond, (l, n) => l with { RequestsPerSecond = n }),
        Setting.Rate("limit-rate", l => l.Files.Rate, (l, rate) => l with { Files = l.Files with { Rate = rate } }),
        Setting.Size("upload-quota", l => l.Uploads.Quota, (l, bytes) => l with { Uploads = l.Uploads with { Quota = bytes } }),
        Setting.Size("upload-quota-user", l => l.Uploads.UserQuota, (l, bytes) => l with { Uploads = l.Uploads with { UserQuota = bytes } }),
        Setting.Size("inbox-quota", l => l.Parcels.Quota, (l, bytes) => l with { Parcels = l.Parcels with { Quota = bytes } }),
        Setting.Size("inbox-quota-user", l => l.Parcels.UserQuota, (l, bytes) => l with { Parcels = l.Parcels with { UserQuota = bytes } }),
        Setting.Span("inbox-expiry", l => l.Parcels.Life, (l, life) => l with { Parcels = l.Parcels with { Life = life } }),
        Setting.Who("uploads-for", l => l.UploadsFor, (l, who) => l with { UploadsFor = who }),
        Setting.Who("sends-for", l => l.SendsFor, (l, who) => l with { SendsFor = who }),
        Setting.Who("downloads-for", l => l.DownloadsFor, (l, who) => l with { DownloadsFor = who }),
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
            Setting limit = All.FirstOrDefault(known => known.Name == sides[0])
                ?? throw new UserError(ExitCode.Usage, $"--limits knows no '{SafeText.Show(sides[0])}'; msgr-server --help lists what it knows");
            limits = limit.Set(limits, sides.Length < 2 ? "" : sides[1], "--limits ");
        }

        return limits;
    }

    /// <summary>Sets what options say; an option that was not given, and has no default, is null.</summary>
    /// <exception cref="UserError">A value is none; <see cref="ExitCode.Usage"/>.</exception>
    public static ServerLimits With(ServerLimits limits, params IEnumerable<(string Name, string? Text)> options)
    {
        foreach ((string name, string? text) in options)
        {
            if (text is not null)
                limits = Options.Single(known => known.Name == name).Set(limits, text, "--");
        }

        return limits;
    }

    private static Setting Chat(string name, string what, Func<ChatLimits, int> of, Func<ChatLimits, int, ChatLimits> with) =>
        Setting.Count(name, what, 1, limits => of(limits.Chat), (limits, number) => limits with { Chat = with(limits.Chat, number) });

    private static Setting Control(string name, string what, int least, Func<ControlLimits, int> of, Func<ControlLimits, int, ControlLimits> with) =>
        Setting.Count(name, what, least, limits => of(limits.Control), (limits, number) => limits with { Control = with(limits.Control, number) });

    private static Setting Files(string name, string what, Func<FileLimits, int> of, Func<FileLimits, int, FileLimits> with) =>
        Setting.Count(name, what, 1, limits => of(limits.Files), (limits, number) => limits with { Files = with(limits.Files, number) });
}
