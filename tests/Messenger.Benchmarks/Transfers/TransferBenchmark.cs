using System.Globalization;
using Spectre.Console;

namespace Messenger.Benchmarks.Transfers;

/// <summary>One file over loopback, from memory to memory: the published programs beside curl from nginx over TLS 1.3, and beside ngtcp2.</summary>
internal static class TransferBenchmark
{
    private const string FileName = "big.bin";

    /// <summary>Downloads one file by TCP and by UDP, by curl from nginx and by the example programs of ngtcp2 where they are installed; prints medians and ratios.</summary>
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
        await AddAsync(ways, TransferPeers.StartNginx(served), "curl and nginx").ConfigureAwait(false);
        await AddAsync(ways, TransferPeers.StartNgtcp2(served), "gtlsclient and gtlsserver (ngtcp2-client, ngtcp2-server)").ConfigureAwait(false);

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

    private static async Task AddAsync(List<TransferWay> ways, Task<TransferWay>? peer, string programs)
    {
        if (peer is not null)
            ways.Add(await peer.ConfigureAwait(false));
        else
            AnsiConsole.MarkupLine($"[yellow]{programs} are not installed: that peer is not measured[/]");
    }

    private static void Print(List<TransferWay> ways, int mib, int rounds)
    {
        double gigabits = mib * 1048576.0 * 8 / 1e9;
        List<TransferWay> peers = [.. ways.Where(way => way.Peer is not null)];
        Table table = new Table().Title($"{mib} MiB over loopback, one command after the other in turn, medians of {rounds}, compared byte by byte");
        string[] columns = ["command", "Gbit/s", .. peers.Select(peer => $"of {peer.Peer}"), "client CPU s a GB", "server CPU s a GB", "both", "server RSS MiB"];
        foreach (string column in columns)
            table.AddColumn(column);
        foreach (TransferWay way in ways)
        {
            (double client, double server) = (way.MedianClientCpu / (gigabits / 8), way.MedianServerCpu / (gigabits / 8));
            table.AddRow([
                way.Name,
                Text(gigabits / way.MedianSeconds, "F2"),
                .. peers.Select(peer => Text(peer.MedianSeconds / way.MedianSeconds, "F2")),
                Text(client, "F2"),
                Text(server, "F2"),
                Text(client + server, "F2"),
                Text(way.ServerResidentBytes / 1048576.0, "F0"),
            ]);
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
