namespace Messenger.Client.Chat;

/// <summary>The last messages of a log by sender and client message id: what a server that lost its memory brings again is known.</summary>
internal sealed class RecentIds
{
    /// <summary>Twice what a server here keeps of its largest log.</summary>
    public const int Capacity = 4_096;

    private readonly HashSet<(Guid Id, string From)> _set = [];
    private readonly Queue<(Guid Id, string From)> _order = new();

    /// <summary>Remembers a message; false: it was seen already. One without an id is always new.</summary>
    public bool TryAdd(Guid id, string from)
    {
        if (id == Guid.Empty)
            return true;
        if (!_set.Add((id, from)))
            return false;
        _order.Enqueue((id, from));
        if (_order.Count > Capacity)
            _set.Remove(_order.Dequeue());
        return true;
    }
}
