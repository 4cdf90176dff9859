namespace Messenger.Client.Chat;

/// <summary>
/// What was typed and is not in a log yet, in order. Sent in a window; after a lost connection all that was not accepted goes out
/// again with the same ids, and the server posts each once. Pure: no connection in it.
/// </summary>
/// <param name="limit">Messages that may wait.</param>
internal sealed class Outbox(int limit)
{
    /// <summary>
    /// Messages under way at once: fills a long link for a paste, and stays far below the 256 ids that a server here remembers of a user.
    /// </summary>
    public const int Window = 16;

    private readonly LinkedList<OutboxEntry> _entries = new();
    private bool _oneByOne;

    /// <summary>Messages in it.</summary>
    public int Count => _entries.Count;

    /// <summary>The server asked for patience: nothing leaves until <see cref="Release"/>.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>All lines, oldest first.</summary>
    public ChatLine[] Lines => [.. _entries.Select(entry => entry.Line)];

    /// <summary>Takes a message in; false: too many wait.</summary>
    public bool TryAdd(OutboxEntry entry)
    {
        if (_entries.Count >= limit)
            return false;
        entry.State = DeliveryState.Queued;
        _entries.AddLast(entry);
        return true;
    }

    /// <summary>The next message that may leave; it counts as sent.</summary>
    public bool TryTakeNext(out OutboxEntry? next)
    {
        next = null;
        var window = _oneByOne ? 1 : Window;
        if (IsHeld || _entries.Count(entry => entry.State == DeliveryState.Sent) >= window)
            return false;
        next = _entries.FirstOrDefault(entry => entry.State == DeliveryState.Queued);
        if (next is null)
            return false;
        next.State = DeliveryState.Sent;
        return true;
    }

    /// <summary>A message was seen in a log, or accepted; null: it is not in here (any more).</summary>
    public OutboxEntry? Remove(Guid id)
    {
        for (var node = _entries.First; node is not null; node = node.Next)
        {
            if (node.Value.Line.Id != id)
                continue;
            _entries.Remove(node);
            _oneByOne = _oneByOne && _entries.Count > 0;
            return node.Value;
        }

        return null;
    }

    /// <summary>
    /// The server wants it later. It keeps its place, and from now on messages leave one by one, so that none overtakes it again.
    /// </summary>
    public void Hold(OutboxEntry entry)
    {
        entry.State = DeliveryState.Queued;
        IsHeld = true;
        _oneByOne = true;
    }

    /// <summary>The wait is over.</summary>
    public void Release() => IsHeld = false;

    /// <summary>The connection is lost: what was under way waits again.</summary>
    /// <returns>The messages whose state changed.</returns>
    public OutboxEntry[] Requeue()
    {
        IsHeld = false;
        OutboxEntry[] sent = [.. _entries.Where(entry => entry.State == DeliveryState.Sent)];
        foreach (var entry in sent)
            entry.State = DeliveryState.Queued;
        return sent;
    }

    /// <summary>The session is over: nothing will leave.</summary>
    public OutboxEntry[] TakeAll()
    {
        OutboxEntry[] all = [.. _entries];
        _entries.Clear();
        return all;
    }
}
