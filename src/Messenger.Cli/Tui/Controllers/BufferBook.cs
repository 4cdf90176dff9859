using Messenger.Cli.Chat;
using Messenger.Client.Chat;
using Messenger.Client.Settings;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>All buffers, and which one is shown: events go to where they belong.</summary>
internal sealed class BufferBook
{
    /// <summary>Characters that all buffers keep together.</summary>
    private const long MostCharacters = 128L * 1024 * 1024;

    private readonly List<ChatBuffer> _buffers = [];
    private readonly HashSet<string> _ignored = new(StringComparer.OrdinalIgnoreCase);
    private readonly IChatLink _link;
    private readonly TimeProvider _time;
    private readonly EventLines _lines;
    private readonly IReadOnlyDictionary<BufferKey, LogPlace> _readBefore;
    private LogPlace? _inbox;
    private bool _again;

    /// <summary>The lobby alone.</summary>
    /// <param name="link">The session.</param>
    /// <param name="time">The clock and the zone that times are shown in.</param>
    /// <param name="readBefore">How far one had read in the session before.</param>
    public BufferBook(IChatLink link, TimeProvider time, IReadOnlyDictionary<BufferKey, LogPlace> readBefore)
    {
        _readBefore = readBefore;
        _link = link;
        _time = time;
        _lines = new EventLines(link, time, LayoutCharacters.LineFeeds);
        Active = Open(BufferKey.Lobby);
        Active.Present = true;
    }

    /// <summary>In the order of the list.</summary>
    public IReadOnlyList<ChatBuffer> All => _buffers;

    /// <summary>The one that is shown, or was before another page.</summary>
    public ChatBuffer Active { get; private set; }

    /// <summary>How far one has read; see <see cref="ReadMarks"/>.</summary>
    public IReadOnlyDictionary<BufferKey, LogPlace> Read
    {
        get
        {
            var marks = _buffers.Where(b => b.ReadTo is not null).ToDictionary(b => b.Key, b => b.ReadTo!.Value);
            if (_inbox is { } inbox)
                marks[ReadMarks.Inbox] = inbox;
            return marks;
        }
    }

    /// <summary>Whose words are hidden.</summary>
    public IReadOnlyCollection<string> Ignored => _ignored;

    /// <summary>The active buffer is on the screen: what comes into it is read.</summary>
    public bool ActiveIsSeen { get; set; } = true;

    /// <summary>Something calls the person; cleared by who rings.</summary>
    public bool Bell { get; set; }

    /// <summary>The buffer, made where there is none.</summary>
    public ChatBuffer Open(BufferKey key)
    {
        if (_buffers.Find(b => b.Key == key) is { } found)
            return found;
        var buffer = new ChatBuffer(key, _time);
        _buffers.Add(buffer);
        foreach (var one in _buffers)
            one.MostCharacters = Math.Min(LineStore.MostCharacters, MostCharacters / _buffers.Count);
        return buffer;
    }

    /// <summary>Shows another buffer.</summary>
    public void Activate(ChatBuffer buffer)
    {
        if (buffer != Active)
            Active.Leave();
        Active = buffer;
        if (ActiveIsSeen)
            buffer.Read();
    }

    /// <summary>Takes a buffer off the list; never the lobby.</summary>
    public void Close(ChatBuffer buffer)
    {
        if (buffer.Key == BufferKey.Lobby)
            return;
        var at = _buffers.IndexOf(buffer);
        _buffers.Remove(buffer);
        if (buffer == Active)
            Activate(_buffers[Math.Max(0, at - 1)]);
    }

    /// <summary>The next buffer that calls, else one with something unread, else null.</summary>
    public ChatBuffer? NextUnread() =>
        _buffers.OrderByDescending(b => b.Mentions > 0).FirstOrDefault(b => b.Unread > 0 && b != Active);

    /// <summary>Hides what somebody says, or shows it again.</summary>
    /// <returns>Whether it is hidden now.</returns>
    public bool ToggleIgnored(string name) => _ignored.Add(name) || !_ignored.Remove(name);

    /// <summary>Takes in what happened.</summary>
    public void Handle(ChatEvent happened)
    {
        switch (happened)
        {
            case MessageEvent { Line: var line }:
                HandleMessage(line, happened);
                return;
            case DeliveryEvent delivery:
                HandleDelivery(delivery);
                return;
            case MemberJoinedEvent joined:
                Open(BufferKey.Room(joined.Room)).AddPresence(joined.Name, came: true, happened.At);
                return;
            case MemberLeftEvent left:
                Open(BufferKey.Room(left.Room)).AddPresence(left.Name, came: false, happened.At);
                return;
            case RoomEnteredEvent entered:
                var room = Open(BufferKey.Room(entered.Room));
                (room.Present, room.Topic) = (true, entered.Topic);
                break;
            case RoomLeftEvent gone:
                Open(BufferKey.Room(gone.Room)).Present = false;
                break;
            case TopicEvent topic:
                Open(BufferKey.Room(topic.Room)).Topic = topic.Topic;
                break;
            case MemberRenamedEvent renamed when BufferKey.Room(renamed.Room) == BufferKey.Lobby:
                Rename(renamed);
                break;
            case ReconnectingEvent:
                _again = true;
                break;
        }

        AddLines(happened);
    }

    private void HandleDelivery(DeliveryEvent delivery)
    {
        var buffer = Open(delivery.Line.Buffer);
        buffer.Track(delivery.Line, delivery.State);
        // That it waits is seen at the message itself.
        if (delivery.State != DeliveryState.Refused)
            return;
        // A conversation that began with nothing but this never came about: who wrote is told where the person is.
        if (buffer.Key.Kind == BufferKind.Private && buffer.IsEmpty && buffer != Active)
            Close(buffer);
        else
            AddLines(delivery);
    }

    private void HandleMessage(ChatLine message, ChatEvent happened)
    {
        if (message.Own)
            Open(message.Buffer).Settle(message.Id);
        else if (_ignored.Contains(message.From))
            return;
        var buffer = Open(message.Buffer);
        if (!message.Own)
            buffer.Speakers.Add(message.From);
        var place = new LogPlace(message.Epoch, message.Sequence);
        if (message.Buffer.Kind == BufferKind.Private)
            _inbox = place;
        // What was said before the person first came is no news; what was missed since, or on the way, is.
        var missed = message is { Own: false, FromHistory: true } && !_again && IsNew(message.Buffer, place);
        var news = missed || (!message.Own && (!message.FromHistory || _again));
        if (missed)
            buffer.BeginUnread();
        foreach (var line in _lines.Of(happened))
        {
            var elsewhere = news && !(buffer == Active && ActiveIsSeen);
            buffer.AddMessage(line, place, elsewhere, message.Mention || message.Buffer.Kind == BufferKind.Private);
            Bell |= line.Bell;
        }
    }

    // Whoever writes for the first time has no conversation yet that could have been read.
    private bool IsNew(BufferKey buffer, LogPlace place) =>
        (_readBefore.TryGetValue(buffer, out var read) || (buffer.Kind == BufferKind.Private && _readBefore.TryGetValue(ReadMarks.Inbox, out read))) && place.IsAfter(read);

    // A conversation goes on, and says so itself: it may be all that is looked at.
    private void Rename(MemberRenamedEvent renamed)
    {
        if (_ignored.Remove(renamed.Name))
            _ignored.Add(renamed.NewName);
        foreach (var buffer in _buffers)
            buffer.Speakers.Rename(renamed.Name, renamed.NewName);
        var (from, to) = (BufferKey.Private(renamed.Name), BufferKey.Private(renamed.NewName));
        if (_buffers.Find(b => b.Key == from) is not { } conversation || _buffers.Exists(b => b.Key == to))
            return;
        conversation.Key = to;
        foreach (var line in _lines.Of(renamed))
            conversation.Add(line);
    }

    private void AddLines(ChatEvent happened)
    {
        foreach (var line in _lines.Of(happened))
        {
            var where = line.Buffer ?? line.Told;
            (where is { } key ? Open(key) : Active).Add(line);
        }
    }
}
