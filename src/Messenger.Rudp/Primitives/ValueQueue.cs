namespace Messenger.Rudp;

/// <summary>A first-in, first-out queue of values in a ring that keeps its room, with access to the newest.</summary>
internal sealed class ValueQueue<T>(int capacity) where T : struct
{
    private T[] _items = new T[capacity];
    private int _head;

    public int Count { get; private set; }

    public ref T Oldest => ref _items[_head];

    public ref T Newest => ref _items[(_head + Count - 1) % _items.Length];

    public void Add(T item)
    {
        if (Count == _items.Length)
            Grow();
        Count++;
        Newest = item;
    }

    public T Take()
    {
        var item = Oldest;
        Oldest = default;
        _head = (_head + 1) % _items.Length;
        Count--;
        return item;
    }

    private void Grow()
    {
        var larger = new T[_items.Length * 2];
        for (int i = 0; i < Count; i++)
            larger[i] = _items[(_head + i) % _items.Length];
        _items = larger;
        _head = 0;
    }
}
