using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;

namespace Messenger.Client.Chat;

/// <summary>Messages in: heard, fetched, put in order, shown once. Called under the model's lock.</summary>
/// <param name="model">The model.</param>
/// <param name="wire">The connection.</param>
/// <param name="questions">Asks for pages.</param>
/// <param name="seen">Told of every message of one's own that is in a log.</param>
internal sealed class HistoryKeeper(ChatModel model, ChatWire wire, QuestionKeeper questions, Action<ChatLine> seen)
{
    /// <summary>A login: the inbox is read on from where it was.</summary>
    public void FetchInbox() => Fetch(WireLimits.Inbox, model.Inbox, buffer: null);

    /// <summary>A room was entered, whose log ends there.</summary>
    public void Enter(Conversation room, ulong epoch, long lastSequence) =>
        Drive(room.Key.Name, room.Cursor!, room.Key, (cursor, output) => cursor.Enter(epoch, lastSequence, output));

    /// <summary>A message was heard.</summary>
    /// <returns>False: it is for a room that this session is not in.</returns>
    public bool Hear(ChatMessage message)
    {
        if (message.Room.Length == 0)
        {
            Drive(WireLimits.Inbox, model.Inbox, null, (cursor, output) => cursor.Hear(message, output));
            return true;
        }

        if (model.Find(BufferKey.Room(message.Room)) is not { Present: true } room)
            return false;
        Drive(room.Key.Name, room.Cursor!, room.Key, (cursor, output) => cursor.Hear(message, output));
        return true;
    }

    /// <summary>The connection is lost.</summary>
    public void Disconnect()
    {
        model.Inbox.Disconnect();
        foreach (var room in model.Rooms)
            room.Cursor?.Disconnect();
    }

    private void Drive(string log, LogCursor cursor, BufferKey? buffer, Func<LogCursor, List<NewMessage>, bool> step)
    {
        var output = new List<NewMessage>();
        var fetch = step(cursor, output);
        if (cursor.TakeGone() is > 0 and var gone)
            wire.Emit(new NoticeEvent(buffer, gone == 1 ? "1 message is gone: the server no longer has it" : $"{gone} messages are gone: the server no longer has them"));
        foreach (var message in output)
            Show(message);
        if (fetch)
            Fetch(log, cursor, buffer);
    }

    private void Fetch(string log, LogCursor cursor, BufferKey? buffer)
    {
        var (epoch, after, life) = (cursor.Epoch, cursor.FetchAfter, cursor.Lives);
        questions.Ask(id => new FetchHistory { RequestId = id, Log = log, Epoch = epoch, After = after }, reply =>
        {
            // The room was left, and perhaps entered again: the log is read anew.
            if (life != cursor.Lives)
                return;
            if (reply is HistoryPage page)
            {
                Drive(log, cursor, buffer, (c, output) => c.HandlePage(page, output));
                return;
            }

            if (reply is Refused refused)
                wire.Emit(new ErrorEvent(buffer, refused.Code, Session.Refusals.ToError(refused).Message));
            Drive(log, cursor, buffer, (c, output) => c.GiveUp(output));
        });
    }

    private void Show(NewMessage arrived)
    {
        var message = arrived.Message;
        var own = model.IsOwn(message.From);
        var line = new ChatLine
        {
            Buffer = BufferKey.Of(message, own),
            Id = message.ClientMessageId,
            Time = TimeOf(message.Time),
            From = message.From,
            Text = message.Text,
            // CTL-EVOLVE-3: a kind that is not known is shown as text.
            Kind = message.Kind == MessageKind.Action ? MessageKind.Action : MessageKind.Text,
            Own = own,
            Mention = !own && Mentions.Names(message.Text, model.OwnName),
            FromHistory = arrived.FromHistory,
            Epoch = message.Epoch,
            Sequence = message.Sequence,
        };
        model.Add(line);
        wire.Emit(new MessageEvent(line));
        if (own)
            seen(line);
    }

    // A server may send any number; DateTimeOffset takes the years 1 to 9999.
    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
