using System.Globalization;
using System.Text;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>What a terminal shows after what was written to it; fails on every sequence that line mode has no business with.</summary>
internal sealed class VirtualTerminal(int columns) : StringWriter
{
    private readonly List<List<string>> _rows = [[]];
    private string _pending = "";

    public int Bells { get; private set; }

    public int CursorColumn { get; private set; }

    public IReadOnlyList<string> Rows => [.. _rows.Select(r => string.Concat(r).TrimEnd())];

    private List<string> Row => _rows[^1];

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        var text = (_pending + value).AsSpan();
        _pending = "";
        while (text.Length > 0)
            text = text[Take(text)..];
    }

    private int Take(ReadOnlySpan<char> text)
    {
        switch (text[0])
        {
            case '\r': CursorColumn = 0; return 1;
            case '\n': _rows.Add([]); return 1;
            case '\a': Bells++; return 1;
            case '\e': return TakeSequence(text);
        }

        var length = StringInfo.GetNextTextElementLength(text);
        var element = text[..length].ToString();
        Assert.False(element.Any(char.IsControl), "a control character reached the terminal");
        Put(element);
        return length;
    }

    private int TakeSequence(ReadOnlySpan<char> text)
    {
        Assert.Equal('[', text[1]);
        var end = 2;
        while (text[end] is >= ' ' and < '@')
            end++;
        var parameters = text[2..end].ToString();
        switch (text[end])
        {
            case 'K':
                Row.RemoveRange(Math.Min(CursorColumn, Row.Count), Math.Max(0, Row.Count - CursorColumn));
                break;
            case 'C':
                CursorColumn += int.Parse(parameters, CultureInfo.InvariantCulture);
                break;
            case 'm':
                break;
            case 'J' or 'H':
                break;
            default:
                Assert.Fail($"unexpected sequence {parameters}{text[end]}");
                break;
        }

        return end + 1;
    }

    // A cell an element; a wide one fills two, the second of them with nothing.
    private void Put(string element)
    {
        var width = TextWidth.OfElement(element);
        if (CursorColumn + width > columns)
        {
            _rows.Add([]);
            CursorColumn = 0;
        }

        while (Row.Count < CursorColumn + width)
            Row.Add(" ");
        Row[CursorColumn] = element;
        if (width == 2)
            Row[CursorColumn + 1] = "";
        CursorColumn += width;
    }

    public override Encoding Encoding => Encoding.UTF8;
}
