using Messenger.Cli.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Who came and went with nothing said between, as one line.</summary>
/// <param name="time">When the first of them came or went, in the zone that is shown.</param>
internal sealed class PresenceFold(DateTimeOffset time)
{
    private const int MostNames = 8;

    /// <summary>Changes that one line tells of.</summary>
    public const int MostPeople = 1_000;

    // Was there before, is there now.
    private readonly Dictionary<string, (bool Was, bool Is)> _people = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>It can tell of no more.</summary>
    public bool IsFull => _people.Count >= MostPeople;

    /// <summary>Somebody came, or went.</summary>
    public void Add(string name, bool came) => _people[name] = (_people.TryGetValue(name, out var before) ? before.Was : !came, came);

    /// <summary>The line.</summary>
    public TranscriptLine ToLine()
    {
        var spans = new List<Span>();
        Append(spans, "→ ", (false, true), "");
        Append(spans, "← ", (true, false), "");
        Append(spans, "↔ ", (false, false), " came and left");
        Append(spans, "↔ ", (true, true), " left and came back");
        return new(spans, time);
    }

    private void Append(List<Span> spans, string arrow, (bool Was, bool Is) kind, string what)
    {
        var names = _people.Where(p => p.Value == kind).Select(p => p.Key).ToArray();
        if (names.Length == 0)
            return;
        spans.Add(new(spans.Count > 0 ? "  " + arrow : arrow, SpanStyle.Dim));
        foreach (var (index, name) in names.Take(MostNames).Index())
        {
            if (index > 0)
                spans.Add(new(", ", SpanStyle.Dim));
            spans.Add(new(SafeText.Show(name), SpanStyle.Name));
        }

        var more = names.Length > MostNames ? $" and {names.Length - MostNames} more" : "";
        if (more.Length + what.Length > 0)
            spans.Add(new(more + what, SpanStyle.Dim));
    }
}
