using System.Globalization;
using Spectre.Console;

namespace Messenger.Benchmarks.Transfers;

/// <summary>One file over loopback, from memory to memory: the published programs beside curl from nginx over TLS 1.3.</summary>
internal static class TransferBenchmark
{
    private const string FileName = "big.bin";

    /// <summary>Downloads one file by TCP and by UDP, and by curl from nginx where both are installed; prints medians and ratios to curl.</summary>
    /// <param name="mib">Size of the file in MiB.</param>
    /// <param name="rounds">How often each is measured, one after the other in turn.</param>
    /// <param name="folder">Where the files lie; without it, memory (/dev/shm).</param>
    public static async Task RunAsync(int mib = 1024, int rounds = 3, string folder = "/dev/shm")
    {
        string work = Directory.CreateDirectory(Path.Combine(folder, $"msgr-benchmark-{Environment.ProcessId}")).FullName;
        try
        {
            string served = Directory.CreateDirectory(Path.Combine(work, "served")).FullName;
            Noise.Write(Path.Combine(served, FileName), (long)mib << 20);
            await CompareAsync(work, served, mib, rounds).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task CompareAsync(string work, string served, int mib, int rounds)
    {
        var ways = new List<TransferWay>
        {
            await TransferPeers.StartMsgrAsync("msgr get --tcp", "--tcp", served).ConfigureAwait(false),
            await TransferPeers.StartMsgrAsync("msgr get --udp", "--udp", served).ConfigureAwait(false),
        };
        if (TransferPeers.StartNginx(served) is { } nginx)
            ways.Insert(0, await nginx.ConfigureAwait(false));
        else
            AnsiConsole.MarkupLine("[yellow]curl and nginx are not installed: no peer is measured[/]");

        try
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach (TransferWay way in ways)
                    await way.MeasureAsync(work, Path.Combine(served, FileName)).ConfigureAwait(false);
            }

            Print(ways, mib, rounds);
        }
        finally
        {
            ways.ForEach(w => w.Dispose());
        }
    }

    private static void Print(List<TransferWay> ways, int mib, int rounds)
    {
        double gigabits = mib * 1048576.0 * 8 / 1e9;
        Table table = new Table().Title($"{mib} MiB over loopback, median of {rounds}, compared byte by byte");
        foreach (string column in (string[])["command", "Gbit/s", "of curl", "client CPU s a GB", "server CPU s a GB", "server RSS MiB"])
            table.AddColumn(column);
        foreach (TransferWay way in ways)
        {
            table.AddRow(
                way.Name,
                Text(gigabits / way.MedianSeconds, "F2"),
                ways[0].IsPeer ? Text(ways[0].MedianSeconds / way.MedianSeconds, "F2") : "",
                Text(way.MedianClientCpu / (gigabits / 8), "F2"),
                Text(way.MedianServerCpu / (gigabits / 8), "F2"),
                Text(way.ServerResidentBytes / 1048576.0, "F0"));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
