using System.Globalization;
using Messenger.Client.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>All buffers as one stream of lines: each line says where it belongs, and each new day begins with a line of its own.</summary>
/// <param name="link">The session.</param>
/// <param name="time">The clock and the zone that times are shown in.</param>
/// <param name="keep">See <see cref="EventLines"/>.</param>
internal sealed class Transcript(IChatLink link, TimeProvider time, LayoutCharacters keep)
{
    private readonly EventLines _events = new(link, time, keep);
    private DateOnly? _day;

    /// <summary>The line that begins a day.</summary>
    public static TranscriptLine DayLine(DateOnly day) =>
        TranscriptLine.Of($"── {day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture)} ──", SpanStyle.Dim);

    /// <summary>The lines that an event gives; none for what a reader need not see.</summary>
    public IEnumerable<TranscriptLine> Of(ChatEvent happened)
    {
        foreach (var line in _events.Of(happened))
        {
            if (line.Time is { } moment && DateOnly.FromDateTime(moment.DateTime) is var day && day != _day)
            {
                // The first day is named only where it is not today.
                if (_day is not null || day != DateOnly.FromDateTime(time.GetLocalNow().DateTime))
                    yield return DayLine(day);
                _day = day;
            }

            yield return line with { Spans = [.. Place(line.Buffer), .. line.Spans] };
        }
    }

    // The lobby needs no name: everybody is in it.
    private static Span[] Place(BufferKey? buffer) =>
        buffer is null || buffer == BufferKey.Lobby ? [] : [new Span($"[{SafeText.Show(buffer.Value.ToString())}] ", SpanStyle.Place)];
}
