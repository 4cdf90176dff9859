using Messenger.Cli.Output;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>Events in words: all text from the network is made safe here. Every line names the buffer that it belongs to, where it belongs to one.</summary>
/// <param name="link">The session.</param>
/// <param name="time">The clock and the zone that times are shown in.</param>
/// <param name="keep">Layout that messages keep: line feeds where a view can draw them, none where a message is a line.</param>
internal sealed class EventLines(IChatLink link, TimeProvider time, LayoutCharacters keep)
{
    private bool _wasOnline;
    private string? _whyOffline;

    /// <summary>The lines that an event gives; none for what a reader need not see.</summary>
    public IReadOnlyList<TranscriptLine> Of(ChatEvent happened)
    {
        var at = Local(happened.At);
        switch (happened)
        {
            case MessageEvent message:
                return [Message(message.Line)];
            case LoggedInEvent login:
                var again = _wasOnline;
                _wasOnline = true;
                _whyOffline = null;
                return [again ? Notice("back online", at) : Notice($"this is {Named(login.Server.Name, "the server")}, and you are {SafeText.Show(login.Name)}; /help lists what you can do", at)];
            case ReconnectingEvent lost when lost.Why == _whyOffline:
                return []; // Once is enough: the prompt shows that there is no connection.
            case ReconnectingEvent lost:
                _whyOffline = lost.Why;
                return [Notice($"no connection: {Wording.Of(lost.Why)}; next attempt in {Quantities.Duration(lost.After)}", at)];
            case DeliveryEvent { State: DeliveryState.Queued } when !link.Online:
                return [Notice("not sent yet: it goes when the connection is back", at)];
            case DeliveryEvent { State: DeliveryState.Refused } refused:
                return [Error($"not delivered: {Wording.Of(refused.Why ?? "the server refused it")}", at) with { Told = refused.Line.Buffer }];
            case RoomEnteredEvent { Again: false } entered:
                return [Entered(entered, at) with { Told = BufferKey.Room(entered.Room) }];
            case RoomLeftEvent left:
                return [Notice($"you left {SafeText.Show(left.Room)}" + (left.Why is null ? "" : $": {Wording.Of(left.Why)}"), at) with { Told = BufferKey.Room(left.Room) }];
            case MemberJoinedEvent joined when !IsOwn(joined.Name):
                return [Presence(joined.Room, "→ ", joined.Name, IsLobby(joined.Room) ? " is here" : " came in", at)];
            case MemberLeftEvent gone when !IsOwn(gone.Name):
                return [Presence(gone.Room, "← ", gone.Name, gone.Reason == DepartureReason.Lost ? " is gone (connection lost)" : " left", at)];
            case MemberRenamedEvent renamed when IsOwn(renamed.NewName):
                return IsLobby(renamed.Room) ? [Notice($"you are {SafeText.Show(renamed.NewName)} now", at)] : [];
            case MemberRenamedEvent renamed:
                return [Presence(renamed.Room, "", renamed.Name, $" is {SafeText.Show(renamed.NewName)} now", at)];
            case MemberChangedEvent { Own: false } changed when IsLobby(changed.Room):
                return [Presence(changed.Room, "", changed.Name, changed.Away ? " is away" : " is back", at)];
            case MemberChangedEvent own when IsLobby(own.Room):
                return [Notice(own.Away ? "you are away" : "you are back", at)];
            case TopicEvent topic:
                var by = new Span(SafeText.Show(topic.By), SpanStyle.Name);
                var what = topic.Topic.Length == 0 ? " removed the topic" : $" set the topic: {SafeText.Show(topic.Topic)}";
                return [new([by, new(what)], at) { Buffer = BufferKey.Room(topic.Room) }];
            case NoticeEvent notice:
                return [Notice(Wording.Of(notice.Sentence), at) with { Told = notice.Buffer }];
            case ParcelEvent { Parcel: var parcel } change when ParcelText.News(parcel, change.IsMissed, at) is { } news:
                return [Notice(news, at) with { Bell = parcel is { State: ParcelState.Waiting } }];
            case ErrorEvent error:
                return [Error(Wording.Of(error.Sentence), at) with { Told = error.Buffer }];
            default:
                return [];
        }
    }

    private TranscriptLine Message(ChatLine line)
    {
        var from = SafeText.Show(line.From);
        // A tabulator would move by what is drawn before it: blanks do the same everywhere.
        var text = SafeText.Show(line.Text, keep | LayoutCharacters.Tabs).Replace("\t", "    ");
        var style = line.Mention ? SpanStyle.Mention : line.FromHistory ? SpanStyle.Dim : SpanStyle.Plain;
        Span[] words = line.Kind == MessageKind.Action
            ? [new("* "), new(from, SpanStyle.Name), new(" " + text, style)]
            : [new("<"), new(from, SpanStyle.Name), new("> "), new(text, style)];
        var calls = !line.FromHistory && !line.Own && (line.Mention || line.Buffer.Kind == BufferKind.Private);
        return new(words, Local(line.Time), calls) { Buffer = line.Buffer };
    }

    private TranscriptLine Entered(RoomEnteredEvent entered, DateTimeOffset at)
    {
        var topic = entered.Topic.Length == 0 ? "" : $"; topic: {SafeText.Show(entered.Topic)}";
        var people = entered.MemberCount == 1 ? "nobody else" : Plural.Of(entered.MemberCount - 1, "other");
        return Notice($"you are in {SafeText.Show(entered.Room)} with {people}{topic}", at);
    }

    private static TranscriptLine Presence(string room, string arrow, string name, string what, DateTimeOffset at) =>
        new([new(arrow, SpanStyle.Dim), new(SafeText.Show(name), SpanStyle.Name), new(what, SpanStyle.Dim)], at) { Buffer = BufferKey.Room(room) };

    private static TranscriptLine Notice(string text, DateTimeOffset? at) => TranscriptLine.Of(text, SpanStyle.Notice, at);

    private static TranscriptLine Error(string text, DateTimeOffset? at) => TranscriptLine.Of(text, SpanStyle.Error, at);

    private static string Named(string name, string otherwise) => name.Length == 0 ? otherwise : SafeText.Show(name);

    private static bool IsLobby(string room) => BufferKey.Room(room) == BufferKey.Lobby;

    private bool IsOwn(string name) => string.Equals(name, link.OwnName, StringComparison.OrdinalIgnoreCase);

    private DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone);
}
