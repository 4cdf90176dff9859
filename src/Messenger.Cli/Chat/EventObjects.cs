using Messenger.Cli.Output.Json;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;

namespace Messenger.Cli.Chat;

/// <summary>What happens in a chat, as objects.</summary>
internal static class EventObjects
{
    /// <summary>The object of an event; null for what is of no use to a program.</summary>
    public static JsonObject? Of(ChatEvent happened) => happened switch
    {
        MessageEvent e => Message(e.Line),
        DeliveryEvent e => new DeliveryObject(Kebab(e.State), e.Line.Id, Room(e.Line.Buffer), With(e.Line.Buffer), e.Why),
        MemberJoinedEvent e => new PresenceObject(e.Room, e.Name, "joined"),
        MemberLeftEvent e => new PresenceObject(e.Room, e.Name, "left", Kebab(e.Reason)),
        MemberRenamedEvent e => new PresenceObject(e.Room, e.Name, "renamed", NewName: e.NewName),
        MemberChangedEvent e => new PresenceObject(e.Room, e.Name, e.Away ? "away" : "back"),
        RoomEnteredEvent e => new EnteredObject(e.Room, e.Topic, e.MemberCount, e.Again),
        RoomLeftEvent e => new LeftObject(e.Room, e.Why),
        TopicEvent e => new TopicObject(e.Room, e.Topic, e.By),
        NoticeEvent e => new NoticeObject(e.Sentence, Room(e.Buffer), With(e.Buffer)),
        ParcelEvent e => ParcelObject.Of(e.Parcel),
        ErrorEvent e => new ErrorObject(Kebab(e.Code), (int)e.ToError().Code, e.Sentence) { Room = Room(e.Buffer) ?? e.Room, With = With(e.Buffer) },
        ConnectingEvent e => new ConnectionObject("connecting") { Server = e.Server.ToString(), Attempt = e.Attempt },
        ConnectedEvent e => new ConnectionObject("connected")
        {
            Server = e.Server.Address.ToString(),
            Fingerprint = e.Server.Fingerprint.ToString(),
            FirstContact = e.Server.FirstContact,
            Encryption = e.Encryption,
        },
        LoggedInEvent e => new ConnectionObject("online")
        {
            Name = e.Name,
            ServerName = e.Server.Name,
            ServerVersion = e.Server.Product,
            Resumed = e.Resumed,
        },
        ReconnectingEvent e => new ConnectionObject("waiting") { Attempt = e.Attempt, AfterSeconds = Math.Round(e.After.TotalSeconds, 3), Reason = e.Why },
        DisconnectedEvent e => new ConnectionObject("closed") { Reason = e.Error?.Message },
        _ => null,
    };

    /// <summary>A message as an object.</summary>
    public static MessageObject Message(ChatLine line) => new()
    {
        Room = Room(line.Buffer),
        With = With(line.Buffer),
        From = line.From,
        Text = line.Text,
        Kind = line.Kind == MessageKind.Action ? "action" : "text",
        Time = line.Time.ToUniversalTime(),
        MessageId = line.Id,
        Epoch = line.Epoch,
        Sequence = line.Sequence,
        Own = line.Own,
        Mention = line.Mention,
        History = line.FromHistory,
    };

    /// <summary>The name of a room's buffer.</summary>
    public static string? Room(BufferKey? buffer) => buffer is { Kind: BufferKind.Room } room ? room.Name : null;

    /// <summary>The other end of a private conversation.</summary>
    public static string? With(BufferKey? buffer) => buffer is { Kind: BufferKind.Private } user ? user.Name : null;

    /// <summary>A constant's name as programs write it: <c>NoSuchUser</c> is <c>no-such-user</c>.</summary>
    public static string Kebab<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
