using Messenger.Cli.Chat;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The lines of a buffer, numbered for ever: a ring that forgets the oldest, by lines and by characters.</summary>
/// <param name="mostLines">Lines at most.</param>
internal sealed class LineStore(int mostLines = LineStore.MostLines)
{
    /// <summary>Lines that a buffer keeps.</summary>
    public const int MostLines = 50_000;

    /// <summary>Characters (UTF-16 units) that a buffer keeps: so many lines of 640 characters.</summary>
    public const long MostCharacters = 32 * 1024 * 1024;

    private TranscriptLine[] _ring = [];
    private int _head;

    /// <summary>The number of the oldest line that is kept.</summary>
    public long First { get; private set; }

    /// <summary>Lines kept.</summary>
    public int Count { get; private set; }

    /// <summary>The number that the next line gets.</summary>
    public long End => First + Count;

    /// <summary>Characters of all lines.</summary>
    public long Characters { get; private set; }

    /// <summary>A line by its number, from <see cref="First"/> to before <see cref="End"/>.</summary>
    public TranscriptLine this[long number] => _ring[IndexOf(number)];

    /// <summary>Adds a line behind the others.</summary>
    /// <param name="line">The line.</param>
    /// <param name="mostCharacters">What all lines may have; the newest stays whatever its size.</param>
    public void Add(TranscriptLine line, long mostCharacters = MostCharacters)
    {
        if (Count == mostLines)
            Forget();
        if (Count == _ring.Length)
            Grow();
        _ring[(_head + Count++) % _ring.Length] = line;
        Characters += line.Length;
        while (Characters > mostCharacters && Count > 1)
            Forget();
    }

    /// <summary>Another line takes the place of the last.</summary>
    public void ReplaceLast(TranscriptLine line)
    {
        var index = IndexOf(End - 1);
        Characters += line.Length - _ring[index].Length;
        _ring[index] = line;
    }

    /// <summary>Forgets all lines; numbers go on.</summary>
    public void Clear()
    {
        First = End;
        (_ring, _head, Count, Characters) = ([], 0, 0, 0);
    }

    private int IndexOf(long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, First);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, End);
        return (int)((_head + number - First) % _ring.Length);
    }

    private void Forget()
    {
        Characters -= _ring[_head].Length;
        _ring[_head] = null!;
        _head = (_head + 1) % _ring.Length;
        First++;
        Count--;
    }

    private void Grow()
    {
        var larger = new TranscriptLine[Math.Min(mostLines, Math.Max(64, Count * 2))];
        for (var i = 0; i < Count; i++)
            larger[i] = _ring[(_head + i) % _ring.Length];
        (_ring, _head) = (larger, 0);
    }
}
