using Messenger.Cli.Output;
using Messenger.Platform.Text;
using Spectre.Console;

namespace Messenger.Cli.Trace;

/// <summary>A record as rows of blocks over time: rate, loss, round trip, writing.</summary>
internal static class TraceChart
{
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const int Labels = 28;

    /// <summary>Draws it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="columns">Of the terminal.</param>
    public static void Draw(IAnsiConsole console, IReadOnlyList<TraceSample> samples, int columns)
    {
        var width = Math.Clamp(columns - Labels - 4, 10, 100);
        var slots = Slots(samples, width);
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumn(new TableColumn("").NoWrap().PadLeft(0));
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn(new TableColumn("").NoWrap());
        Row(table, "rate", slots.Select(s => s.Rate), Color.Green, top => Quantities.Rate(top));
        Row(table, "lost", slots.Select(s => s.Loss), Color.Red, top => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{top * 100:0.#}%"));
        Row(table, "round trip", slots.Select(s => s.Rtt), Color.Blue, top => Quantities.Duration(TimeSpan.FromSeconds(top)));
        Row(table, "writing", slots.Select(s => s.Writing), Color.Yellow, top => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{top * 100:0}% of the time"));
        table.AddRow(new Text("over"), new Text(SafeText.Show(string.Concat(slots.Select(s => s.Transport switch { "tcp" => 't', "udp" => 'u', _ => ' ' })))), new Text("u: UDP, t: TCP"));
        console.Write(table);
        console.Write(new Text($"0 to {Quantities.Duration(samples[^1].Time)}, {Quantities.Size(samples[^1].Verified)} of {Quantities.Size(samples[^1].Total)} verified\n"));
    }

    /// <summary>A row of blocks, as high as its share of the highest.</summary>
    internal static string Bars(IReadOnlyList<double> values)
    {
        var top = values.Max();
        return string.Concat(values.Select(value => top <= 0 || value <= 0 ? ' ' : Blocks[Math.Max(1, (int)Math.Round(value / top * 8))]));
    }

    /// <summary>The record cut into pieces of equal time.</summary>
    internal static IReadOnlyList<Slot> Slots(IReadOnlyList<TraceSample> samples, int count)
    {
        var slots = new Slot[count];
        var whole = Math.Max(1e-3, samples[^1].Time.TotalSeconds);
        var before = new TraceSample(TimeSpan.Zero, "");
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var from = before;
            var until = whole * (i + 1) / count;
            while (at < samples.Count && (samples[at].Time.TotalSeconds <= until || i == count - 1))
                before = samples[at++];
            var same = before.Connection == from.Connection;
            var seconds = Math.Max(whole / count, (before.Time - from.Time).TotalSeconds);
            double sent = Math.Max(0, before.Packets - (same ? from.Packets : 0)), lost = Math.Max(0, before.Lost - (same ? from.Lost : 0));
            slots[i] = new Slot(
                Math.Max(0, before.Moved - (same ? from.Moved : 0)) / seconds,
                sent > 0 ? Math.Min(1, lost / sent) : 0,
                before.Rtt?.TotalSeconds ?? 0,
                Math.Clamp((before.WriteWait - from.WriteWait).TotalSeconds / seconds, 0, 1),
                before.Transport);
        }

        return slots;
    }

    private static void Row(Table table, string name, IEnumerable<double> values, Color color, Func<double, string> top)
    {
        var all = values.ToArray();
        if (all.Max() > 0)
            table.AddRow(new Text(name), new Text(Bars(all), new Style(color)), new Text("up to " + top(all.Max())));
    }

    /// <summary>A piece of time.</summary>
    /// <param name="Rate">Bytes a second.</param>
    /// <param name="Loss">Share of the packets that were lost.</param>
    /// <param name="Rtt">Seconds; 0: not known.</param>
    /// <param name="Writing">Share of the time that went into writing.</param>
    /// <param name="Transport">The way of the bytes at its end.</param>
    internal readonly record struct Slot(double Rate, double Loss, double Rtt, double Writing, string Transport);
}
