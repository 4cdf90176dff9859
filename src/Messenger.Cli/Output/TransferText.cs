using System.Globalization;
using Messenger.Cli.Terminal;
using Messenger.Client.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Output;

/// <summary>Transfers in words: the lines of progress, and the line at the end.</summary>
internal static class TransferText
{
    private const int NarrowestBar = 8, WidestBar = 40, NarrowestName = 8;

    /// <summary>The lines that show how far a transfer is: the file that comes, where there are several, and the total.</summary>
    /// <param name="progress">How far it is.</param>
    /// <param name="columns">Of the terminal.</param>
    public static IReadOnlyList<string> Progress(TransferProgress progress, int columns)
    {
        var name = SafeText.Show(progress.CurrentFile);
        if (progress.Files <= 1)
            return [Line(name.Length > 0 ? name : "msgr get", progress, columns)];
        var total = string.Create(CultureInfo.InvariantCulture, $"{progress.FilesVerified}/{progress.Files} files");
        return [TextWidth.Fit(name.Length > 0 ? name : "…", columns - 1), Line(total, progress, columns)];
    }

    /// <summary>What there is to say when a transfer is done.</summary>
    public static string Done(TransferOutcome outcome)
    {
        var received = outcome.Files.Where(f => f.Fate == FileFate.Received).ToArray();
        var skipped = outcome.Files.Count - received.Length;
        if (received.Length == 0)
            return skipped == 0 ? "nothing to do" : outcome.Files is [var one] ? $"{SafeText.Show(one.Path)} is there already" : $"{Quantities.Count(skipped, "file")} there already";

        var progress = outcome.Progress;
        var moved = Math.Max(0, progress.VerifiedBytes - progress.ResumedBytes);
        var what = received is [var only] ? SafeText.Show(only.Path) : Quantities.Count(received.Length, "file");
        var text = $"{what}: {Quantities.Size(received.Sum(f => (double)f.Size))} in {Quantities.Duration(progress.Elapsed)}";
        if (moved > 0 && progress.Elapsed > TimeSpan.Zero)
            text += $" ({Quantities.Rate(moved / progress.Elapsed.TotalSeconds)})";
        if (progress.ResumedBytes > 0 && skipped == 0)
            text += $", {Quantities.Size(progress.ResumedBytes)} of it were there";
        return skipped > 0 ? $"{text}, {Quantities.Count(skipped, "other file")} there already" : text;
    }

    private static string Line(string name, TransferProgress progress, int columns)
    {
        // The last column stays free. What matters most comes first; the rest is added while there is room.
        var room = columns - 1;
        var parts = new List<string> { Percent(progress) };
        foreach (var part in Details(progress))
        {
            if (NarrowestName + 2 + parts.Sum(p => p.Length + 2) + TextWidth.Of(part) <= room)
                parts.Add(part);
        }

        var tail = string.Join("  ", parts);
        var left = room - TextWidth.Of(tail) - 2;
        if (left < 1)
            return TextWidth.Fit(tail, Math.Max(1, room));
        var bar = Math.Min(WidestBar, left - Math.Min(TextWidth.Of(name), Math.Max(NarrowestName, left / 2)) - 2);
        if (bar < NarrowestBar)
            return Pad(name, left) + "  " + tail;
        return $"{Pad(name, Math.Min(left - bar - 2, Math.Max(NarrowestName, TextWidth.Of(name))))}  {Bar(progress.Fraction, bar)}  {tail}";
    }

    private static IEnumerable<string> Details(TransferProgress progress)
    {
        switch (progress.Phase)
        {
            case TransferPhase.Connecting: yield return "connecting"; break;
            case TransferPhase.Checking: yield return "checking what is there"; break;
            case TransferPhase.Verifying: yield return "verifying"; break;
            case TransferPhase.Paused: yield return "paused"; break;
            case TransferPhase.Stalled: yield return progress.Stall is { } why ? "stalled: " + SafeText.Show(why) : "stalled"; break;
            default:
                if (progress.BytesPerSecond is { } rate)
                    yield return Quantities.Rate(rate);
                if (progress.TimeLeft is { } time)
                    yield return Quantities.Duration(TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds))) + " left";
                break;
        }

        if (progress.TotalBytes > 0)
            yield return $"{Quantities.Size(progress.VerifiedBytes)} of {Quantities.Size(progress.TotalBytes)}";
    }

    private static string Percent(TransferProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Floor(Math.Clamp(progress.Fraction, 0, 1) * 100),3}%");

    private static string Bar(double fraction, int width)
    {
        var full = (int)Math.Floor(Math.Clamp(fraction, 0, 1) * width);
        return new string('━', full) + new string('╌', width - full);
    }

    private static string Pad(string name, int columns)
    {
        var fitted = TextWidth.Fit(name, columns);
        return fitted + new string(' ', Math.Max(0, columns - TextWidth.Of(fitted)));
    }
}
