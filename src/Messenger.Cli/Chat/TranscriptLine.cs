using Messenger.Client.Chat;

namespace Messenger.Cli.Chat;

/// <summary>How a piece of a line is meant to look.</summary>
internal enum SpanStyle
{
    Plain,
    Dim,

    /// <summary>A name: the text decides its colour.</summary>
    Name,

    /// <summary>Where a line belongs: a room, a private conversation.</summary>
    Place,
    Mention,
    Notice,
    Error,

    /// <summary>What matters more than the rest.</summary>
    Strong,

    /// <summary>A heading, a key to press.</summary>
    Accent,

    /// <summary>What was searched for.</summary>
    Match,
}

/// <summary>A piece of a line: safe text, without control characters but line feeds.</summary>
internal readonly record struct Span(string Text, SpanStyle Style = SpanStyle.Plain);

/// <summary>A line of the chat before a view draws it.</summary>
/// <param name="Spans">Its pieces.</param>
/// <param name="Time">The time in front of it; null for none.</param>
/// <param name="Bell">It calls the person.</param>
internal sealed record TranscriptLine(IReadOnlyList<Span> Spans, DateTimeOffset? Time = null, bool Bell = false)
{
    /// <summary>The buffer that it belongs to, for a reader who sees all buffers as one; null where it need not be said.</summary>
    public BufferKey? Buffer { get; init; }

    /// <summary>The buffer that it is told in, where <see cref="Buffer"/> need not be said; null: where the person is.</summary>
    public BufferKey? Told { get; init; }

    /// <summary>Characters of the text.</summary>
    public int Length
    {
        get
        {
            var length = 0;
            foreach (var span in Spans)
                length += span.Text.Length;
            return length;
        }
    }

    /// <summary>The text alone.</summary>
    public string Text => string.Concat(Spans.Select(s => s.Text));

    /// <summary>A line of one piece.</summary>
    public static TranscriptLine Of(string text, SpanStyle style, DateTimeOffset? time = null) => new([new Span(text, style)], time);
}
