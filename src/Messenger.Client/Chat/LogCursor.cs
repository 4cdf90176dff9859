using Messenger.Contracts.Chat;

namespace Messenger.Client.Chat;

/// <summary>A message that is new, in its place in the log.</summary>
/// <param name="Message">The message.</param>
/// <param name="FromHistory">It was fetched, not heard.</param>
internal readonly record struct NewMessage(ChatMessage Message, bool FromHistory);

/// <summary>
/// How far one log (a room's, or the inbox) was read. Messages heard and pages fetched go in; each message comes out once, in order. Numbers count
/// within an epoch; across epochs a message is known by its id. Pure: no connection in it.
/// </summary>
/// <param name="showPast">Whether the first page is for showing, or only says where the log is.</param>
internal sealed class LogCursor(bool showPast)
{
    /// <summary>Messages heard while a page is under way; what is beyond comes with another page.</summary>
    public const int HeldLimit = 512;

    private readonly RecentIds _seen = new();
    private readonly List<ChatMessage> _held = [];
    private bool _overflown;
    private bool _asked;
    private long _gone;

    /// <summary>The epoch of <see cref="Last"/>; 0 before anything is known.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>The number of the last message read.</summary>
    public long Last { get; private set; }

    /// <summary>Where the log is, is known.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Messages are heard in order and come out at once; else they are held until pages have filled the gap.</summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>Counts the times when pages were no longer waited for: what was asked for before is of no use.</summary>
    public int Lives { get; private set; }

    /// <summary>What <see cref="FetchHistory.After"/> has to say.</summary>
    public long FetchAfter => IsKnown ? Last : -1;

    /// <summary>Messages that the server no longer had when they were asked for, since the last time this was read.</summary>
    public long TakeGone()
    {
        var gone = _gone;
        _gone = 0;
        return gone;
    }

    /// <summary>The connection is lost, or the room left: what was held will come again in a page.</summary>
    public void Disconnect()
    {
        Lives++;
        IsCaughtUp = false;
        _asked = false;
        _overflown = false;
        _held.Clear();
    }

    /// <summary>The server says where the log ends, as one enters a room.</summary>
    /// <returns>Whether a page has to be fetched, and none is under way.</returns>
    public bool Enter(ulong epoch, long lastSequence, List<NewMessage> output)
    {
        // Who takes a place back is told of each room unasked and once more as the answer. A second page for the same beginning would seem to lead no further.
        if (_asked)
            return false;
        if (!IsKnown && (!showPast || lastSequence == 0))
            MoveTo(epoch, lastSequence);
        if (IsKnown && epoch == Epoch && lastSequence == Last)
            return _asked = Drain(output, stuck: false);
        IsCaughtUp = false;
        return _asked = true;
    }

    /// <summary>A message was heard.</summary>
    /// <returns>Whether a page has to be fetched, and none is under way.</returns>
    public bool Hear(ChatMessage message, List<NewMessage> output)
    {
        if (!IsCaughtUp)
        {
            Hold(message);
            return false;
        }

        if (message.Epoch == Epoch && message.Sequence <= Last)
            return false;
        if (message.Epoch == Epoch && message.Sequence == Last + 1)
        {
            Take(message, fromHistory: false, output);
            return false;
        }

        IsCaughtUp = false;
        Hold(message);
        return _asked = true;
    }

    /// <summary>A page came.</summary>
    /// <returns>Whether another one has to be fetched.</returns>
    public bool HandlePage(HistoryPage page, List<NewMessage> output)
    {
        var quiet = !IsKnown && !showPast;
        var before = (Epoch, Last);
        Begin(page);
        foreach (var message in page.Messages)
        {
            if (message.Epoch != Epoch || message.Sequence <= Last)
                continue;
            if (quiet)
                Skip(message);
            else
                Take(message, fromHistory: true, output);
        }

        // A page that leads no further: the server does not keep what it announced, and is not asked for ever.
        var stuck = before == (Epoch, Last);
        return _asked = (page.More && !stuck) || Drain(output, stuck);
    }

    /// <summary>No page will come: what was heard comes out, and what is missing before it counts as gone.</summary>
    /// <returns>Whether a page has to be fetched: none.</returns>
    public bool GiveUp(List<NewMessage> output)
    {
        // Where the log is, only what was heard can tell.
        if (_held.Count > 0 && _held[^1].Epoch is var epoch && (!IsKnown || epoch != Epoch))
            MoveTo(epoch, _held.Where(message => message.Epoch == epoch).Min(message => message.Sequence) - 1);
        return _asked = Drain(output, stuck: true);
    }

    private void Begin(HistoryPage page)
    {
        var oldest = Math.Max(1, page.Oldest);
        if (!IsKnown)
        {
            // A newcomer sees the last messages: those before them are not missed.
            MoveTo(page.Epoch, page.Messages.Length > 0 ? page.Messages[0].Sequence - 1 : oldest - 1);
            return;
        }

        if (page.Epoch != Epoch)
            MoveTo(page.Epoch, 0);
        if (oldest - 1 > Last)
        {
            _gone += oldest - 1 - Last;
            Last = oldest - 1;
        }
    }

    // What was held comes out as far as there is no gap, or all of it where no page can fill the gap.
    private bool Drain(List<NewMessage> output, bool stuck)
    {
        IsCaughtUp = true;
        ChatMessage[] held = [.. _held.OrderBy(message => message.Sequence)];
        _held.Clear();
        foreach (var message in held)
        {
            if (message.Epoch == Epoch && message.Sequence <= Last)
                continue;
            var next = message.Epoch == Epoch && message.Sequence == Last + 1;
            if (next || (stuck && message.Epoch == Epoch))
            {
                _gone += message.Sequence - 1 - Last;
                Take(message, fromHistory: false, output);
            }
            else if (!stuck)
            {
                IsCaughtUp = false;
                _held.Add(message);
            }
        }

        if (_overflown && !stuck)
            IsCaughtUp = false;
        _overflown = false;
        return !IsCaughtUp;
    }

    private void MoveTo(ulong epoch, long last)
    {
        Epoch = epoch;
        Last = last;
        IsKnown = true;
    }

    private void Take(ChatMessage message, bool fromHistory, List<NewMessage> output)
    {
        Last = message.Sequence;
        if (_seen.TryAdd(message.ClientMessageId, message.From))
            output.Add(new(message, fromHistory));
    }

    private void Skip(ChatMessage message)
    {
        Last = message.Sequence;
        _seen.TryAdd(message.ClientMessageId, message.From);
    }

    private void Hold(ChatMessage message)
    {
        if (_held.Count < HeldLimit)
            _held.Add(message);
        else
            _overflown = true;
    }
}
