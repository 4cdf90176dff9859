using System.Globalization;
using Messenger.Cli.Terminal;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Output;

/// <summary>Transfers in words: the lines of progress, and the line at the end.</summary>
internal static class TransferText
{
    /// <summary>Less than this says more about the machine's mood than about the link.</summary>
    private const int LeastForRate = 64 * 1024;

    private static readonly TimeSpan LeastToTell = TimeSpan.FromSeconds(1);

    private const int NarrowestBar = 8, WidestBar = 40, NarrowestName = 8;

    /// <summary>The lines that show how far a transfer is: the file that comes, where there are several, and the total.</summary>
    /// <param name="progress">How far it is.</param>
    /// <param name="columns">Of the terminal.</param>
    public static IReadOnlyList<string> Progress(TransferProgress progress, int columns)
    {
        var name = SafeText.Show(progress.CurrentFile);
        if (progress.Files <= 1)
            return [Line(name.Length > 0 ? name : "msgr", progress, columns)];
        var total = string.Create(CultureInfo.InvariantCulture, $"{progress.FilesVerified}/{progress.Files} files");
        return [TextWidth.Fit(name.Length > 0 ? name : "…", columns - 1), Line(total, progress, columns)];
    }

    /// <summary>The name of a way; empty for none.</summary>
    public static string Way(TransferTransports transport) => transport switch
    {
        TransferTransports.Rudp => "UDP",
        TransferTransports.Tcp => "TCP",
        _ => "",
    };

    /// <summary>Which way the bytes take, and how it is; empty while there is no telling.</summary>
    public static string Link(TransferProgress progress)
    {
        var parts = new List<string> { Way(progress.Transport) };
        if (progress.RoundTrip is { } roundTrip)
            parts.Add($"RTT {Quantities.RoundTrip(roundTrip)}");
        if (progress.Loss is { } loss)
            parts.Add($"loss {Quantities.Share(loss)}");
        return parts[0].Length == 0 ? "" : string.Join(", ", parts);
    }

    /// <summary>What there is to say when a transfer is done.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="folder">Paths below it are shown from there on.</param>
    public static string Done(TransferOutcome outcome, string folder)
    {
        var progress = outcome.Progress;
        // What was left alone counts as done, and neither came nor was there.
        var kept = outcome.BytesKept ?? 0;
        var moved = Math.Max(0, progress.VerifiedBytes - Math.Max(progress.ResumedBytes, kept));
        var there = progress.ResumedBytes - kept;
        var parts = new List<string>();
        if (outcome.FilesWritten.Count > 0 || moved > 0)
        {
            var what = outcome.FilesWritten switch
            {
                [] => "",
                [var only] when outcome.FileCount == 1 => Relative(only, folder) + ": ",
                _ => Plural.Of(outcome.FileCount, "file") + ": ",
            };
            var moving = progress.Elapsed - progress.Held;
            var rate = moved >= LeastForRate && moving > TimeSpan.Zero ? $" ({Quantities.Rate(moved / moving.TotalSeconds)})" : "";
            var held = progress.Held >= LeastToTell ? $" and {Quantities.Duration(progress.Held)} of waiting" : "";
            parts.Add($"{what}{Quantities.Size(moved)} in {Quantities.Duration(moving)}{held}{rate}");
        }

        if (there > 0 && outcome.FilesWritten.Count > 0)
            parts.Add($"{Quantities.Size(there)} were there");
        if (outcome.FilesSkipped > 0)
            parts.Add($"{Plural.Of(outcome.FilesSkipped, "file")} there already, the same");
        if (outcome.FilesKept > 0)
            parts.Add($"{Plural.Of(outcome.FilesKept, "other file")} left alone");
        return parts.Count == 0 ? "done; there were no bytes to move" : string.Join(", ", parts);
    }

    /// <summary>What there is to say of a transfer that ran when the person left.</summary>
    /// <param name="what">What is moved, safe.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="command">The words of the command that goes on with it; null: none can.</param>
    public static string Left(string what, TransferProgress progress, IEnumerable<string>? command)
    {
        if (command is null)
            return $"{what}: stopped before all of it was there, and gone";
        var line = SafeText.Show(ShellQuoting.Join(command));
        return progress.VerifiedBytes == 0
            ? $"{what}: stopped before anything was there; this begins it again: {line}"
            : $"{what}: {Kept(progress)} {line}";
    }

    /// <summary>What there is to say of a transfer that was stopped, before the command that goes on with it.</summary>
    /// <param name="progress">How far it is.</param>
    public static string Kept(TransferProgress progress) =>
        $"stopped with {Quantities.Size(progress.VerifiedBytes)} of {Quantities.Size(progress.TotalBytes)} kept; this continues it:";

    private static string Relative(string path, string folder)
    {
        var below = folder.EndsWith('/') ? folder : folder + "/";
        return SafeText.Show(path.StartsWith(below, StringComparison.Ordinal) ? path[below.Length..] : path);
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

        // A bar says the same as the two sizes: they stand beside it only.
        var sizes = $"{Quantities.Size(progress.VerifiedBytes)} of {Quantities.Size(progress.TotalBytes)}";
        if (progress.TotalBytes > 0 && NarrowestName + NarrowestBar + 4 + parts.Sum(p => p.Length + 2) + sizes.Length <= room)
            parts.Add(sizes);

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
            case TransferPhase.Stopping: yield return "stopping"; break;
            case TransferPhase.Paused: yield return "paused"; break;
            case TransferPhase.Stalled: yield return progress.Stall is { } why ? "stalled: " + SafeText.Show(why) : "stalled"; break;
            default:
                if (progress.BytesPerSecond is { } rate)
                    yield return Quantities.Rate(rate);
                if (progress.TimeLeft is { } time)
                    yield return Quantities.Remaining(time) + " left";
                break;
        }
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
