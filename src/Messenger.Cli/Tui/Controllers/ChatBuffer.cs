using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>A room or a private conversation as the person sees it: lines, what waits to be delivered, what was not read, and what is being typed.</summary>
/// <param name="key">Names it.</param>
/// <param name="time">The clock and the zone that times are shown in.</param>
internal sealed class ChatBuffer(BufferKey key, TimeProvider time)
{
    private readonly List<(ChatLine Line, DeliveryState State)> _waiting = [];
    private PresenceFold? _fold;
    private DateOnly? _day;
    private LogPlace? _last;

    /// <summary>Names it.</summary>
    public BufferKey Key { get; set; } = key;

    /// <summary>Its name, safe.</summary>
    public string Title => SafeText.Show(Key.ToString());

    /// <summary>All lines that are kept.</summary>
    public LineStore Lines { get; } = new();

    /// <summary>What is seen of them.</summary>
    public Viewport View => field ??= new Viewport(Lines);

    /// <summary>Who spoke here lately.</summary>
    public RecentSpeakers Speakers { get; } = new();

    /// <summary>What is being typed here.</summary>
    public LineBuffer Input { get; } = new();

    /// <summary>Messages that came while the person was elsewhere.</summary>
    public int Unread { get; private set; }

    /// <summary>Of these, those that are for the person.</summary>
    public int Mentions { get; private set; }

    /// <summary>The last message that was read, or the place before the first that was not; null: there is none.</summary>
    public LogPlace? ReadTo { get; private set; }

    /// <summary>The room's topic, as it came; or empty.</summary>
    public string Topic { get; set; } = "";

    /// <summary>The person is in the room; true for a private conversation.</summary>
    public bool Present { get; set; } = key.Kind == BufferKind.Private;

    /// <summary>Characters that it may keep; see <see cref="LineStore.MostCharacters"/>.</summary>
    public long MostCharacters { get; set; } = LineStore.MostCharacters;

    /// <summary>Messages typed here that are not in the log yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Nothing was said here, nothing waits, and nothing is being typed.</summary>
    public bool IsEmpty => Lines.Count == 0 && _waiting.Count == 0 && Input.Text.Length == 0;

    /// <summary>Adds a line; a new day has one of its own before it.</summary>
    public void Add(TranscriptLine line)
    {
        _fold = null;
        BeginDay(line.Time);
        Lines.Add(line, MostCharacters);
    }

    /// <summary>Adds a message.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="place">Its place in the log.</param>
    /// <param name="elsewhere">The person looks at something else.</param>
    /// <param name="forPerson">It is for the person: a mention, or private.</param>
    public void AddMessage(TranscriptLine line, LogPlace place, bool elsewhere, bool forPerson)
    {
        Add(line);
        _last = place;
        if (!elsewhere)
        {
            if (Unread == 0)
                ReadTo = place;
            return;
        }

        ReadTo ??= place with { Sequence = place.Sequence - 1 };
        View.Unread ??= Lines.End - 1;
        Unread++;
        if (forPerson)
            Mentions++;
    }

    /// <summary>Somebody came or went.</summary>
    public void AddPresence(string name, bool came, DateTimeOffset at)
    {
        if (_fold is { IsFull: false })
        {
            _fold.Add(name, came);
            Lines.ReplaceLast(_fold.ToLine());
            return;
        }

        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        var fold = new PresenceFold(local);
        fold.Add(name, came);
        Add(fold.ToLine());
        _fold = fold;
    }

    /// <summary>A message of one's own is on its way, or no longer.</summary>
    public void Track(ChatLine line, DeliveryState state)
    {
        var at = _waiting.FindIndex(w => w.Line.Id == line.Id);
        if (state is DeliveryState.Accepted or DeliveryState.Refused)
        {
            // What is accepted comes as a line of the log.
            if (at >= 0 && state == DeliveryState.Refused)
                _waiting.RemoveAt(at);
        }
        else if (at >= 0)
        {
            _waiting[at] = (line, state);
        }
        else
        {
            _waiting.Add((line, state));
        }
    }

    /// <summary>A message of one's own is in the log.</summary>
    public void Settle(Guid id) => _waiting.RemoveAll(w => w.Line.Id == id);

    /// <summary>The person is here: nothing is unread; the line above what was stays until the person leaves.</summary>
    public void Read() => (Unread, Mentions, ReadTo) = (0, 0, _last ?? ReadTo);

    /// <summary>What comes next is new, be it looked at or not: a line above it says so.</summary>
    public void BeginUnread() => View.Unread ??= Lines.End;

    /// <summary>The person goes elsewhere.</summary>
    public void Leave()
    {
        View.Unread = null;
        View.EndSearch();
    }

    /// <summary>Forgets all lines.</summary>
    public void Clear()
    {
        _fold = null;
        _day = null;
        View.Unread = null;
        Lines.Clear();
        View.ToEnd();
    }

    /// <summary>The rows that are seen: what waits is below all else.</summary>
    public IReadOnlyList<ScreenRow> Rows(int columns, int rows)
    {
        if (_waiting.Count == 0 || !View.Follows)
            return View.Rows(columns, rows);
        var waiting = _waiting.SelectMany(w => LineRows.Of(LineOf(w.Line, w.State), columns)).TakeLast(Math.Max(1, rows - 1)).ToArray();
        return [.. View.Rows(columns, rows - waiting.Length), .. waiting];
    }

    private TranscriptLine LineOf(ChatLine line, DeliveryState state)
    {
        var text = SafeText.Show(line.Text, LayoutCharacters.LineFeeds | LayoutCharacters.Tabs).Replace("\t", "    ");
        var mark = state == DeliveryState.Queued ? " (queued)" : " …";
        return new([new("<"), new(SafeText.Show(line.From), SpanStyle.Name), new("> "), new(text, SpanStyle.Dim), new(mark, SpanStyle.Notice)],
            TimeZoneInfo.ConvertTime(line.Time, time.LocalTimeZone));
    }

    private void BeginDay(DateTimeOffset? moment)
    {
        if (moment is null || DateOnly.FromDateTime(moment.Value.DateTime) is var day && day == _day)
            return;
        // The first day is named only where it is not today.
        if (_day is not null || day != DateOnly.FromDateTime(time.GetLocalNow().DateTime))
            Lines.Add(Transcript.DayLine(day), MostCharacters);
        _day = day;
    }
}
