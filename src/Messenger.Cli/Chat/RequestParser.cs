using System.Text.Json;
using Messenger.Cli.Commands;
using Messenger.Cli.Output.Json;
using Messenger.Client.Chat;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>An object on standard input becomes an action.</summary>
internal static class RequestParser
{
    private const int DefaultHistory = 50;

    internal static readonly string[] Types =
        ["say", "tell", "me", "join", "part", "topic", "away", "rename", "who", "rooms", "whois", "history", "files", "get", "put", "send", "inbox", "accept", "refuse", "pause", "resume", "stop", "limit", "ping", "quit",
            "kick", "ban", "unban", "bans", "mute", "unmute", "mutes", "lock", "unlock", "newcomers", "sessions", "operators"];

    /// <summary>Reads a line.</summary>
    /// <param name="line">One line of input.</param>
    /// <param name="id">The request's id, as far as it could be read; null for none.</param>
    /// <exception cref="UserError">It is no request; <see cref="ExitCode.Usage"/>.</exception>
    public static ChatAction Parse(string line, out string? id)
    {
        id = null;
        RequestObject? request;
        try
        {
            request = JsonLine.ReadRequest(line);
        }
        catch (JsonException e)
        {
            throw Bad($"this line is not a request: {RequestFault.Describe(line, e)}");
        }

        if (request is null)
            throw Bad("this line is not a request: it is null");
        id = request.IdText;
        if (request.Id is { ValueKind: not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null) })
            throw Bad("id is neither a string nor a number");
        if (request.V is not (null or 1))
            throw Bad($"version {request.V} of the schema is not known here; this is version 1");
        return Parse(request);
    }

    private static ChatAction Parse(RequestObject request) => request.Type switch
    {
        "say" => new SayAction(Target(request), Need(request.Text, "text")),
        "me" => new SayAction(Target(request), Need(request.Text, "text"), MessageKind.Action),
        "tell" => new SayAction(BufferKey.Private(Need(request.To ?? request.With, "to")), Need(request.Text, "text")),
        "join" => new JoinAction(Need(request.Room, "room")),
        "part" => new PartAction(Need(request.Room, "room")),
        "topic" => new TopicAction(request.Room ?? WireLimits.Lobby, request.Topic ?? request.Text),
        "away" => new AwayAction(request.Reason ?? request.Text ?? ""),
        "rename" => new RenameAction(Need(request.Name, "name")),
        "who" => new WhoAction(request.Room ?? WireLimits.Lobby),
        "rooms" => new RoomsAction(),
        "whois" => new WhoisAction(Need(request.Name, "name")),
        "history" => new HistoryAction(Target(request), Most(request.Most)),
        "files" => new FilesAction(request.Pattern ?? "", request.Sha256 ?? false),
        "get" => new GetAction(Names(request), Output(request.Output), Transports(request.Transport)) { IfExists = Policy(request.IfExists) },
        "put" => new PutAction(Names(request), request.As, Policy(request.IfExists), Transports(request.Transport)),
        "send" => new PutAction(Names(request), request.As, Client.Files.ExistingPolicy.Default, Transports(request.Transport)) { To = Need(request.To ?? request.With, "to") },
        "inbox" => new InboxAction(),
        "accept" => new GetAction([], Output(request.Output), Transports(request.Transport)) { Parcel = ParcelOf(request), IfExists = Policy(request.IfExists) },
        "refuse" => new RefuseAction(ParcelOf(request)),
        "pause" => new SteerAction(Steering.Pause, request.Transfer),
        "resume" => new SteerAction(Steering.Resume, request.Transfer),
        "stop" => new SteerAction(Steering.Stop, request.Transfer),
        "limit" => new LimitAction(Rate(request.Rate), request.Transfer),
        "kick" => new OperateAction("kick", [Need(request.Name, "name"), request.Reason ?? ""]),
        "ban" or "mute" => new OperateAction(request.Type, [Need(request.Name, "name"), request.For ?? "forever", request.Reason ?? ""]),
        "unban" or "unmute" => new OperateAction(request.Type, [Need(request.Name, "name")]),
        "lock" => new OperateAction("lock", request.Topic is { } topic ? [Need(request.Room, "room"), topic] : [Need(request.Room, "room")]),
        "unlock" => new OperateAction("unlock", [Need(request.Room, "room")]),
        "newcomers" => new OperateAction("newcomers", [(request.Open ?? throw Bad("the member open is missing; it is true or false")) ? "on" : "off"]),
        "sessions" => new OperateAction("sessions", request.Name is { } whose ? [whose] : []),
        "bans" or "mutes" or "operators" => new OperateAction(request.Type, []),
        "ping" => new PingAction(),
        "quit" => new QuitAction(request.Reason ?? ""),
        null => throw Bad("the object has no type"),
        var other => throw Bad($"there is no request '{SafeText.Show(other)}'{NearMiss.Suggest(other, Types)}"),
    };

    private static BufferKey Target(RequestObject request)
    {
        var user = request.With ?? request.To;
        if (user is not null && request.Room is not null)
            throw Bad("room and with exclude each other");
        return user is not null ? BufferKey.Private(Need(user, "with")) : BufferKey.Room(request.Room ?? WireLimits.Lobby);
    }

    // A list in JSON may hold null, whatever its type says here.
    private static IReadOnlyList<string> Names(RequestObject request) =>
        [.. (request.Files ?? [request.Name ?? ""]).DefaultIfEmpty("").Select(name => Need(name, "files"))];

    private static ulong ParcelOf(RequestObject request) =>
        request.Parcel is > 0 and var number ? number : throw Bad("the member parcel is missing, or is no parcel's number");

    private static string Need(string? value, string member) =>
        string.IsNullOrWhiteSpace(value) ? throw Bad($"the member {member} is missing or empty") : value;

    private static int Most(int? most) => most switch
    {
        null => DefaultHistory,
        > 0 => most.Value,
        _ => throw Bad("the member most is less than 1"),
    };

    private static TransferTransports Transports(string? transport) => transport switch
    {
        null or "tcp" or "udp" => TransportOption.Of(tcp: transport == "tcp", udp: transport == "udp"),
        _ => throw Bad("the member transport is neither tcp nor udp"),
    };

    private static Client.Files.ExistingPolicy Policy(string? policy) => policy is null or "skip" or "resume" or "rename" or "overwrite"
        ? GetOptions.PolicyOf(policy)
        : throw Bad("the member ifExists is none of skip, resume, rename and overwrite");

    private static string? Output(string? output) =>
        output == "-" ? throw Bad("standard output is for objects; output cannot be -") : output;

    private static long Rate(string? text) =>
        RateOption.TryParse(Need(text, "rate"), out var rate) ? rate : throw Bad("the member rate is no rate; give 500k, 1.5M, 1G or off");

    private static UserError Bad(string sentence) => new(ExitCode.Usage, sentence);
}
