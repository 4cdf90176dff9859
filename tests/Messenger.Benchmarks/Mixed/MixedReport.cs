using System.Globalization;
using Messenger.Benchmarks.Mixed.Misfits;
using Messenger.Testing.Histories;
using Spectre.Console;

namespace Messenger.Benchmarks.Mixed;

/// <summary>What came of a mixed load: tables, and a verdict.</summary>
internal sealed class MixedReport(MixedOptions options, IReadOnlyList<MixedSample> samples, CrowdHistory history, Problems problems)
{
    private const int FaultsTold = 40;

    // Memory breathes with the garbage collector, descriptors with who comes and goes; latency with all else that the machine does.
    private const double MemoryTolerance = 1.10, DescriptorTolerance = 1.05, LatencyTolerance = 3;

    /// <summary>Prints it all.</summary>
    /// <param name="talk">What the members did.</param>
    /// <param name="transfers">What was transferred.</param>
    /// <param name="misfits">Who misbehaved.</param>
    /// <param name="log">What the server wrote.</param>
    /// <returns>The exit code: 0 where nothing is wrong.</returns>
    internal int Tell(string talk, TransferRounds transfers, IReadOnlyList<Misfit> misfits, IReadOnlyList<string> log)
    {
        Flatness[] flatness =
        [
            Flatness.Of("memory, MiB", samples, s => s.Mebibytes, MemoryTolerance),
            Flatness.Of("descriptors", samples, s => s.Descriptors, DescriptorTolerance),
            Flatness.Of("latency p50, ms", samples, s => s.Median, LatencyTolerance),
            Flatness.Of("latency p99, ms", samples, s => s.Percentile99, double.PositiveInfinity),
        ];
        AnsiConsole.Write(SampleTable());
        AnsiConsole.Write(MisfitTable(misfits));
        Console.WriteLine(talk);
        Console.WriteLine(transfers.Summary);
        Console.WriteLine($"{history.Messages} messages in {history.Logs} rooms and inboxes; {history.Heard} heard by members and {history.Kept} read from what the server keeps, all compared: {Faults()}");
        foreach (HistoryFault fault in history.Faults.Take(FaultsTold))
            Console.WriteLine($"  {fault.Kind}: {fault.Who}, {fault.Log}, number {fault.Number}");
        string[] warnings = [.. log.Where(line => line.Contains(" WRN ", StringComparison.Ordinal) || line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" CRT ", StringComparison.Ordinal))];
        Console.WriteLine($"{warnings.Length} warnings and errors in the server's log{string.Concat(warnings.GroupBy(Beginning).OrderByDescending(g => g.Count()).Take(8).Select(g => $"\n  {g.Count()} x {g.First()}"))}");
        foreach (Flatness figure in flatness)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Name}: {figure.Early:F2} in the second sixth, {figure.Late:F2} in the last: {figure.Ratio:F2} ({(double.IsInfinity(figure.Tolerance) ? "reported" : $"at most {figure.Tolerance:F2}")})"));

        string[] wrong =
        [
            .. problems.Kinds.Select(kind => $"{kind.Value} x {kind.Key}"),
            .. history.Faults.GroupBy(f => f.Kind).Select(g => $"{g.Count()} messages {g.Key.ToString().ToLowerInvariant()}"),
            .. flatness.Where(f => !f.IsFlat).Select(f => $"{f.Name} is not flat"),
            .. misfits.Where(m => m.Acts == 0).Select(m => $"nothing was done of: {m.Name}"),
            .. transfers.HasDoneAll ? (string[])[] : ["not every kind of transfer was done"],
        ];
        Console.WriteLine(wrong.Length == 0 ? "VERDICT: nothing is wrong" : "VERDICT: " + string.Join("; ", wrong));
        return wrong.Length == 0 ? 0 : 1;
    }

    private string Faults() => history.Faults.Count == 0 ? "none lost, none doubled, none out of order" : $"{history.Faults.Count} FAULTS";

    private Table SampleTable()
    {
        Table table = new Table().Title($"{options.Members} members, {options.Misfits} who misbehave, {options.Duration.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes");
        foreach (string column in (string[])["at", "RSS MiB", "descriptors", "CPU", "deliveries/s", "p50 ms", "p99 ms", "max ms"])
            table.AddColumn(column);
        foreach (MixedSample s in samples)
        {
            table.AddRow(
                s.At.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture), Text(s.Mebibytes, "F1"), Text(s.Descriptors, "F0"), Text(s.CpuShare, "P0"),
                Text(s.Deliveries, "F0"), Text(s.Median, "F2"), Text(s.Percentile99, "F1"), Text(s.Longest, "F0"));
        }

        return table;
    }

    private static Table MisfitTable(IReadOnlyList<Misfit> misfits)
    {
        Table table = new Table().Title("who misbehaved").AddColumn("what").AddColumn("who").AddColumn("how often").AddColumn("what came of it");
        foreach (IGrouping<string, Misfit> kind in misfits.GroupBy(m => m.Name))
            table.AddRow(kind.Key, Text(kind.Count(), "F0"), Text(kind.Sum(m => m.Acts), "F0"), Markup.Escape(string.Join(", ", kind.SelectMany(m => m.Answers).GroupBy(a => a.Key).Select(g => $"{g.Sum(a => a.Value)} {g.Key}"))));
        return table;
    }

    // The first words behind the time: what follows are addresses and names.
    private static string Beginning(string line) => string.Join(' ', line.Split(' ').Skip(2).Take(5));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
