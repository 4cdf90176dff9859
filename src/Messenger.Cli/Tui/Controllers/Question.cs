using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>An answer that can be given: by its letter, or by choosing it.</summary>
internal readonly record struct Choice(char Key, string What);

/// <summary>A question to the person, with a few answers.</summary>
internal sealed class Question : IOverlay
{
    private readonly IReadOnlyList<string> _text;
    private readonly IReadOnlyList<Choice> _choices;
    private readonly int _otherwise;
    private readonly TaskCompletionSource<int> _answer = new();
    private readonly ListCursor _cursor = new();

    /// <summary>Asks.</summary>
    /// <param name="title">Heading, safe.</param>
    /// <param name="text">Sentences, safe.</param>
    /// <param name="choices">The answers; the first is chosen at first.</param>
    /// <param name="otherwise">The answer that Escape gives.</param>
    public Question(string title, IReadOnlyList<string> text, IReadOnlyList<Choice> choices, int otherwise)
    {
        Title = title;
        _text = text;
        _choices = choices;
        _otherwise = otherwise;
    }

    /// <inheritdoc/>
    public string Title { get; }

    /// <inheritdoc/>
    public int PreferredColumns => 60;

    /// <summary>Of a question that comes by itself: while it says yes, the keys are meant for the line.</summary>
    public Func<bool>? HeldWhile { get; init; }

    /// <summary>Whether it takes no keys now.</summary>
    public bool IsHeld => HeldWhile?.Invoke() == true;

    /// <summary>The number of the answer.</summary>
    public Task<int> Answer => _answer.Task;

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Withdraw() => _answer.TrySetResult(_otherwise);

    /// <inheritdoc/>
    public OverlayContent Content(int columns, int rows)
    {
        string[] text = IsHeld ? [.. _text, "Send or clear your line (Ctrl-U), then answer."] : [.. _text];
        ScreenRow[] said = [.. text.SelectMany(t => Wrapping.Of(t, columns).Select(r => ScreenRow.Of(t[r.Start..r.End])))];
        ScreenRow[] offered = [.. _choices.SelectMany((c, i) => RowsOf(c, i == _cursor.Index, columns))];
        if (said.Length + 1 + offered.Length <= rows)
            return new([.. said, ScreenRow.Empty, .. offered]);
        // Where there is little room, what is asked about has a row, and the answer that is chosen is seen.
        ScreenRow[] head = [.. said.Take(Math.Max(1, rows - offered.Length))];
        var room = Math.Max(1, rows - head.Length);
        var first = Math.Max(0, Array.FindLastIndex(offered, row => row.Selected) + 1 - room);
        return new([.. head, .. offered.Skip(first).Take(room)]);
    }

    /// <inheritdoc/>
    public void Press(KeyPress press)
    {
        if (press.Key is Key.Tab or Key.BackTab)
            _cursor.Set((_cursor.Index + (press.Key == Key.Tab ? 1 : _choices.Count - 1)) % _choices.Count, _choices.Count);
        else if (_cursor.Press(press, _choices.Count))
            return;
        else if (press.Key == Key.Enter)
            _answer.TrySetResult(_cursor.Index);
        else if (press.Key is Key.Escape or Key.EndOfInput)
            _answer.TrySetResult(_otherwise);
        else if (press.Key == Key.Text && press.Text.Length == 1)
            AnswerBy(char.ToLowerInvariant(press.Text[0]));
    }

    private static IEnumerable<ScreenRow> RowsOf(Choice choice, bool selected, int columns)
    {
        const int indent = 4;
        var letter = choice.Key.ToString();
        foreach (var (start, end) in Wrapping.Of(choice.What, Math.Max(1, columns - indent)))
        {
            yield return new([new(" "), new(letter, SpanStyle.Accent), new("  " + choice.What[start..end])], selected);
            letter = " ";
        }
    }

    private void AnswerBy(char key)
    {
        for (var i = 0; i < _choices.Count; i++)
        {
            if (_choices[i].Key == key)
                _answer.TrySetResult(i);
        }
    }
}
