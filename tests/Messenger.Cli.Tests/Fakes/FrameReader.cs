using System.Globalization;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>A terminal of a fixed size that knows what frames are made of, and fails on anything else.</summary>
internal sealed class FrameReader(int columns, int rows)
{
    private readonly string[,] _cells = new string[rows, columns];
    private int _column;
    private int _row;

    public bool ShowsCursor { get; private set; }

    public (int Column, int Row) Cursor => (_column, _row);

    public int Bells { get; private set; }

    /// <summary>Colours and styles that were asked for.</summary>
    public HashSet<string> Looks { get; } = [];

    public string Row(int row) => string.Concat(Enumerable.Range(0, columns).Select(c => _cells[row, c] ?? " ")).TrimEnd();

    public void Read(ReadOnlySpan<char> frame)
    {
        while (frame.Length > 0)
            frame = frame[Take(frame)..];
    }

    private int Take(ReadOnlySpan<char> frame)
    {
        if (frame[0] == '\a')
        {
            Bells++;
            return 1;
        }

        if (frame[0] != '\e')
            return Put(frame);
        Assert.Equal('[', frame[1]);
        var end = 2;
        while (frame[end] is >= ' ' and < '@')
            end++;
        var parameters = frame[2..end].ToString();
        switch (parameters, frame[end])
        {
            case (_, 'H'):
                var place = parameters.Split(';');
                (_row, _column) = (Number(place[0]) - 1, Number(place[1]) - 1);
                break;
            case ("2", 'J'):
                Array.Clear(_cells);
                break;
            case (_, 'm'):
                Looks.Add(parameters);
                break;
            case ("?25", 'l'):
                ShowsCursor = false;
                break;
            case ("?25", 'h'):
                ShowsCursor = true;
                break;
            default:
                Assert.Fail($"unexpected sequence {parameters}{frame[end]}");
                break;
        }

        return end + 1;
    }

    private int Put(ReadOnlySpan<char> frame)
    {
        var length = StringInfo.GetNextTextElementLength(frame);
        var element = frame[..length].ToString();
        Assert.False(element.Any(char.IsControl), "a control character reached the terminal");
        var width = TextWidth.OfElement(element);
        Assert.True(_column + width <= columns, "drawn over the edge");
        // Half of a wide character is none.
        if (_column > 0 && _cells[_row, _column] == "")
            _cells[_row, _column - 1] = " ";
        _cells[_row, _column] = element;
        if (width == 2)
            _cells[_row, _column + 1] = "";
        _column += width;
        if (_column < columns && _cells[_row, _column] == "")
            _cells[_row, _column] = " ";
        return length;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
