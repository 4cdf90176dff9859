using Messenger.Client.Session;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Client.Chat;

/// <summary>Something that happened in a chat: the one stream that every view draws from. Text from peers is not cleaned.</summary>
public abstract record ChatEvent
{
    /// <summary>When the client saw it.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>A connection is being made.</summary>
/// <param name="Server">The address.</param>
/// <param name="Attempt">1 for the first since the last login.</param>
public sealed record ConnectingEvent(ServerAddress Server, int Attempt) : ChatEvent;

/// <summary>TLS is up and the server's key is the expected one.</summary>
/// <param name="Server">Who answered.</param>
/// <param name="Encryption">Protocol and cipher, for a status line, as in <c>TLS 1.3 AES-256-GCM</c>.</param>
public sealed record ConnectedEvent(ServerIdentity Server, string Encryption) : ChatEvent;

/// <summary>The login is accepted; the lobby's <see cref="RoomEnteredEvent"/> follows.</summary>
/// <param name="Name">The user's name as the server writes it.</param>
/// <param name="Server">What the server says about itself.</param>
/// <param name="Resumed">The session took its place back: nobody was told that it was away.</param>
public sealed record LoggedInEvent(string Name, ServerInfo Server, bool Resumed) : ChatEvent;

/// <summary>The connection is lost; the session comes back by itself.</summary>
/// <param name="After">The wait before the next attempt.</param>
/// <param name="Attempt">The number of the next attempt, 1 and up.</param>
/// <param name="Why">One sentence.</param>
public sealed record ReconnectingEvent(TimeSpan After, int Attempt, string Why) : ChatEvent;

/// <summary>The session is over; the last event.</summary>
/// <param name="Error">Why, with the exit code; null after a log-out.</param>
/// <param name="Refusal">Why the login was refused, where that is the reason: with NameTaken or NameInvalid another name may be asked for.</param>
public sealed record DisconnectedEvent(UserError? Error, RefusalCode? Refusal) : ChatEvent;

/// <summary>A message, one's own among them; in the order of its log, each exactly once.</summary>
/// <param name="Line">The message.</param>
public sealed record MessageEvent(ChatLine Line) : ChatEvent;

/// <summary>How far a message of one's own is.</summary>
public enum DeliveryState
{
    /// <summary>Typed, and not sent yet.</summary>
    Queued,

    /// <summary>On its way; may go back to <see cref="Queued"/> when the connection is lost.</summary>
    Sent,

    /// <summary>In the log.</summary>
    Accepted,

    /// <summary>Refused for good; it is no longer in the outbox.</summary>
    Refused,
}

/// <summary>A message of one's own, typed in this session, changed its state.</summary>
/// <param name="Line">The message as it was typed; its <see cref="ChatLine.Id"/> is that of the <see cref="MessageEvent"/> to come.</param>
/// <param name="State">Its state.</param>
/// <param name="Why">One sentence where it was refused.</param>
public sealed record DeliveryEvent(ChatLine Line, DeliveryState State, string? Why) : ChatEvent;

/// <summary>The user is in a room, after joining or after coming back; its list of members is new.</summary>
/// <param name="Room">The room's name as the server writes it.</param>
/// <param name="Topic">The topic, or empty.</param>
/// <param name="MemberCount">How many are in it.</param>
/// <param name="Again">The user was in it before the connection was lost.</param>
public sealed record RoomEnteredEvent(string Room, string Topic, int MemberCount, bool Again) : ChatEvent;

/// <summary>The user has left a room.</summary>
/// <param name="Room">The room.</param>
/// <param name="Why">One sentence where it was not the user's wish (it cannot be entered again after a reconnect), else null.</param>
public sealed record RoomLeftEvent(string Room, string? Why) : ChatEvent;

/// <summary>Somebody came into a room; into the lobby: came online.</summary>
/// <param name="Room">The room.</param>
/// <param name="Name">Who.</param>
public sealed record MemberJoinedEvent(string Room, string Name) : ChatEvent;

/// <summary>Somebody left a room; the lobby: went offline.</summary>
/// <param name="Room">The room.</param>
/// <param name="Name">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record MemberLeftEvent(string Room, string Name, DepartureReason Reason) : ChatEvent;

/// <summary>Somebody in a room, perhaps the user, has another name; told for each room that both are in, for the lobby first.</summary>
/// <param name="Room">The room.</param>
/// <param name="Name">The name before.</param>
/// <param name="NewName">The name from now on.</param>
public sealed record MemberRenamedEvent(string Room, string Name, string NewName) : ChatEvent;

/// <summary>Somebody went away or came back.</summary>
/// <param name="Room">The room.</param>
/// <param name="Name">Who.</param>
/// <param name="Away">Away now.</param>
public sealed record MemberChangedEvent(string Room, string Name, bool Away) : ChatEvent
{
    /// <summary>It is the user, by the name of that moment.</summary>
    public bool Own { get; init; }
}

/// <summary>Somebody set a topic.</summary>
/// <param name="Room">The room.</param>
/// <param name="Topic">The topic, or empty.</param>
/// <param name="By">Who set it.</param>
public sealed record TopicEvent(string Room, string Topic, string By) : ChatEvent;

/// <summary>A sentence for the person: the message of the day, messages that are gone, a server that stops.</summary>
/// <param name="Buffer">Where it belongs; null: everywhere.</param>
/// <param name="Sentence">The sentence.</param>
public sealed record NoticeEvent(BufferKey? Buffer, string Sentence) : ChatEvent;

/// <summary>Something that was not asked for went wrong (what was asked for fails in its own task).</summary>
/// <param name="Buffer">Where it belongs; null: everywhere.</param>
/// <param name="Code">The server's reason.</param>
/// <param name="Sentence">One sentence.</param>
public sealed record ErrorEvent(BufferKey? Buffer, RefusalCode Code, string Sentence) : ChatEvent
{
    /// <summary>The room that could not be entered, as one asked for it; null: something else failed.</summary>
    public string? Room { get; init; }

    /// <summary>The failure, as a command that ends with it tells it.</summary>
    public UserError ToError() => new(Refusals.CodeOf(Code), Platform.Text.SafeText.Show(Sentence));
}

/// <summary>A parcel for the user, or of the user's, is new or another than before; after a login, those that wait and what was missed.</summary>
/// <param name="Parcel">The parcel as it is now; <see cref="Contracts.Files.Parcel.Role"/> says what it is to the user.</param>
/// <param name="IsMissed">It is told after a login, for what was before it.</param>
public sealed record ParcelEvent(Parcel Parcel, bool IsMissed = false) : ChatEvent;

/// <summary>The round trip to the server was measured.</summary>
/// <param name="RoundTrip">How long it took.</param>
public sealed record RoundTripEvent(TimeSpan RoundTrip) : ChatEvent;
