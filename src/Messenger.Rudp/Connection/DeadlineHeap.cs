namespace Messenger.Rudp.Connection;

/// <summary>The connections of an endpoint by their next deadline: a binary heap in which each knows its place, so that one change costs O(log n).</summary>
internal sealed class DeadlineHeap
{
    private readonly List<RudpConnection> _items = [];

    public Timestamp Next => _items.Count == 0 ? Timestamp.Never : _items[0].Deadline;

    public RudpConnection First => _items[0];

    /// <summary>Adds a connection, or moves it to where its deadline belongs.</summary>
    public void Update(RudpConnection connection)
    {
        if (connection.HeapIndex < 0)
        {
            connection.HeapIndex = _items.Count;
            _items.Add(connection);
        }

        if (!Rise(connection.HeapIndex))
            Sink(connection.HeapIndex);
    }

    public void Remove(RudpConnection connection)
    {
        int index = connection.HeapIndex;
        if (index < 0)
            return;
        int last = _items.Count - 1;
        Place(_items[last], index);
        _items.RemoveAt(last);
        connection.HeapIndex = -1;
        if (index < last && !Rise(index))
            Sink(index);
    }

    private bool Rise(int index)
    {
        var item = _items[index];
        int start = index;
        while (index > 0 && item.Deadline < _items[(index - 1) / 2].Deadline)
        {
            Place(_items[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Place(item, index);
        return index < start;
    }

    private void Sink(int index)
    {
        var item = _items[index];
        while (true)
        {
            int child = 2 * index + 1;
            if (child + 1 < _items.Count && _items[child + 1].Deadline < _items[child].Deadline)
                child++;
            if (child >= _items.Count || item.Deadline <= _items[child].Deadline)
                break;
            Place(_items[child], index);
            index = child;
        }

        Place(item, index);
    }

    private void Place(RudpConnection connection, int index)
    {
        _items[index] = connection;
        connection.HeapIndex = index;
    }
}
