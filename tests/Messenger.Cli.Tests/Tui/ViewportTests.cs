using Messenger.Cli.Chat;
using Messenger.Cli.Tui.Controllers;

namespace Messenger.Cli.Tests.Tui;

public sealed class ViewportTests
{
    private readonly LineStore _lines = new(mostLines: 100);
    private readonly Viewport _view;

    public ViewportTests() => _view = new Viewport(_lines);

    [Fact]
    public void At_the_end_it_follows_what_comes()
    {
        Add(1, 5);
        Assert.Equal(["3", "4", "5"], Rows(3));
        Add(6, 6);
        Assert.Equal(["4", "5", "6"], Rows(3));
        Assert.True(_view.Follows);
    }

    [Fact]
    public void Scrolled_up_it_stays_whatever_comes()
    {
        Add(1, 20);
        Rows(5);
        _view.PageUp();
        Assert.Equal(["12", "13", "14", "15", "16"], Rows(5));
        Add(21, 50);
        Assert.Equal(["12", "13", "14", "15", "16"], Rows(5));
        Assert.Equal(34, _view.Below);
        _view.PageDown();
        Assert.Equal(["16", "17", "18", "19", "20"], Rows(5));
        _view.ToEnd();
        Assert.Equal("50", Rows(5)[^1]);
    }

    [Fact]
    public void At_the_top_the_screen_stays_full()
    {
        Add(1, 7);
        Rows(5);
        _view.PageUp();
        Assert.Equal(["1", "2", "3", "4", "5"], Rows(5));
        _view.PageUp();
        Assert.Equal(["1", "2", "3", "4", "5"], Rows(5));
        _view.PageDown();
        Assert.Equal(["3", "4", "5", "6", "7"], Rows(5));
        Assert.True(_view.Follows);
    }

    [Fact]
    public void What_was_forgotten_gives_way_to_the_oldest_that_is_kept()
    {
        Add(1, 20);
        Rows(5);
        _view.ToTop();
        Assert.Equal("1", Rows(5)[0]);
        Add(21, 150);
        Assert.Equal(["51", "52", "53", "54", "55"], Rows(5));
    }

    [Fact]
    public void Long_lines_are_wrapped_and_scrolled_by_rows()
    {
        _lines.Add(TranscriptLine.Of("aaaa bbbb cccc dddd eeee ffff", SpanStyle.Plain));
        Assert.Equal(["eeee", "ffff"], Rows(2, columns: 4));
        _view.PageUp();
        Assert.Equal(["dddd", "eeee"], Rows(2, columns: 4));
        // Wider: what it showed has become one row.
        Assert.Equal(["aaaa bbbb cccc dddd eeee ffff"], Rows(2, columns: 29));
    }

    [Fact]
    public void What_was_not_read_is_marked_off()
    {
        Add(1, 4);
        _view.Unread = 2;
        Assert.Equal(["1", "2", "──────── new ────────", "3", "4"], Rows(9));
    }

    [Fact]
    public void A_search_goes_up_from_the_newest_and_on()
    {
        foreach (var text in (string[])["one fish", "two", "red fish", "blue", "five"])
            _lines.Add(TranscriptLine.Of(text, SpanStyle.Plain));
        Rows(1);
        Assert.Equal(Sought.Nothing, _view.Search(""));
        Assert.Equal(Sought.Found, _view.Search("FISH"));
        Assert.Equal(["red fish"], Rows(1));
        Assert.Equal(Sought.Found, _view.Search(""));
        Assert.Equal(["one fish"], Rows(1));
        Assert.Equal(Sought.NoFurther, _view.Search(""));
        Assert.Contains(_view.Rows(29, 1)[0].Spans, s => s is { Style: SpanStyle.Match, Text: "fish" });
        Assert.Equal(Sought.Found, _view.Search("fish"));
        Assert.Equal(["red fish"], Rows(1));
        // Another text has been found nowhere yet.
        Assert.Equal(Sought.Nowhere, _view.Search("bird"));
        Assert.Equal(Sought.Nowhere, _view.Search(""));
    }

    [Fact]
    public void The_store_is_bounded_by_lines_and_by_characters()
    {
        var store = new LineStore(mostLines: 10);
        for (var i = 0; i < 1_000; i++)
            store.Add(TranscriptLine.Of("xxxx", SpanStyle.Plain), mostCharacters: 20);
        Assert.Equal((5, 995, 1_000, 20), (store.Count, store.First, store.End, store.Characters));
        store.Add(TranscriptLine.Of(new string('y', 50), SpanStyle.Plain), mostCharacters: 20);
        Assert.Equal((1, 50), (store.Count, store.Characters));
        store.ReplaceLast(TranscriptLine.Of("z", SpanStyle.Plain));
        Assert.Equal("z", store[store.End - 1].Text);
        Assert.Throws<ArgumentOutOfRangeException>(() => store[store.End]);
        store.Clear();
        Assert.Equal((0, 1_001), (store.Count, store.End));
    }

    private void Add(int first, int last)
    {
        for (var i = first; i <= last; i++)
            _lines.Add(TranscriptLine.Of($"{i}", SpanStyle.Plain));
    }

    private string[] Rows(int rows, int columns = 29) => [.. _view.Rows(columns, rows).Select(r => r.Text)];
}
