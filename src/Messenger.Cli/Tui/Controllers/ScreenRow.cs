using Messenger.Cli.Chat;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>A row of the screen before a view draws it: pieces of safe text, without line feeds.</summary>
/// <param name="Spans">Its pieces.</param>
/// <param name="Selected">What the next key acts on.</param>
internal readonly record struct ScreenRow(IReadOnlyList<Span> Spans, bool Selected = false)
{
    /// <summary>Nothing on it.</summary>
    public static ScreenRow Empty { get; } = new([]);

    /// <summary>The text alone.</summary>
    public string Text => string.Concat(Spans.Select(s => s.Text));

    /// <summary>A row of one piece.</summary>
    public static ScreenRow Of(string text, SpanStyle style = SpanStyle.Plain, bool selected = false) => new([new Span(text, style)], selected);

    /// <summary>A row of keys and what they do.</summary>
    public static ScreenRow OfKeys(params ReadOnlySpan<(string Key, string What)> keys)
    {
        var spans = new List<Span>();
        foreach (var (key, what) in keys)
            spans.AddRange([new(key, SpanStyle.Accent), new($" {what}  ")]);
        return new(spans);
    }

    /// <inheritdoc/>
    public bool Equals(ScreenRow other) => Selected == other.Selected && Spans.SequenceEqual(other.Spans);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Selected, Spans.Count);
}
