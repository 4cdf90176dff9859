namespace Messenger.Client.Chat;

/// <summary>The last lines of a buffer: a ring that grows up to its bound and then forgets the oldest.</summary>
/// <param name="limit">Lines at most.</param>
internal sealed class Scrollback(int limit)
{
    private ChatLine[] _lines = [];
    private int _first;

    /// <summary>Lines kept.</summary>
    public int Count { get; private set; }

    public void Add(ChatLine line)
    {
        if (limit == 0)
            return;
        if (Count == _lines.Length && Count < limit)
            Grow();
        if (Count < _lines.Length)
        {
            _lines[(_first + Count++) % _lines.Length] = line;
        }
        else
        {
            _lines[_first] = line;
            _first = (_first + 1) % _lines.Length;
        }
    }

    /// <summary>The last lines, oldest first.</summary>
    public ChatLine[] Last(int most)
    {
        var count = Math.Min(Math.Max(0, most), Count);
        var result = new ChatLine[count];
        for (var i = 0; i < count; i++)
            result[i] = _lines[(_first + Count - count + i) % _lines.Length];
        return result;
    }

    private void Grow()
    {
        var larger = new ChatLine[Math.Min(limit, Math.Max(64, Count * 2))];
        Last(Count).CopyTo(larger, 0);
        _lines = larger;
        _first = 0;
    }
}
