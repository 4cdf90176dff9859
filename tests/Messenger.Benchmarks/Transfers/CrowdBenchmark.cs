using System.Diagnostics;
using System.Globalization;
using Messenger.Benchmarks.Processes;
using Spectre.Console;

namespace Messenger.Benchmarks.Transfers;

/// <summary>Many published clients that fetch from one published server at once, beside one that does so alone.</summary>
internal static class CrowdBenchmark
{
    private const string FileName = "big.bin", LoneName = "lone.bin";

    /// <summary>Downloads one file many times at once over loopback, from memory to memory; prints the sum, Jain's index of the clients' rates and the server's peak memory.</summary>
    /// <param name="clients">How many at once, each with a key of its own.</param>
    /// <param name="mib">What each of them fetches, in MiB.</param>
    /// <param name="loneMib">What the one beside them fetches, in MiB.</param>
    /// <param name="transport">udp or tcp.</param>
    /// <param name="rounds">How often it is measured.</param>
    /// <param name="folder">Where the files lie; without it, memory (/dev/shm).</param>
    public static async Task RunAsync(int clients = 100, int mib = 32, int loneMib = 1024, string transport = "udp", int rounds = 3, string folder = "/dev/shm")
    {
        string work = Directory.CreateDirectory(Path.Combine(folder, $"msgr-benchmark-{Environment.ProcessId}")).FullName;
        try
        {
            string served = Directory.CreateDirectory(Path.Combine(work, "served")).FullName;
            Noise.Write(Path.Combine(served, FileName), (long)mib << 20);
            Noise.Write(Path.Combine(served, LoneName), (long)loneMib << 20);
            Table table = new Table().Title($"{clients} downloads of {mib} MiB at once over loopback by --{transport}, beside one of {loneMib} MiB; whole commands, compared byte by byte");
            foreach (string column in (string[])["one, Gbit/s", "sum, Gbit/s", "of one", "Jain's index", "server peak RSS MiB"])
                table.AddColumn(column);
            for (int round = 0; round < rounds; round++)
            {
                using MeasuredServer server = await TransferPeers.StartServerAsync(served).ConfigureAwait(false);
                // The first finds a server that has hashed nothing yet: it is not counted.
                await FetchAsync(work, server, LoneName, transport, 0).ConfigureAwait(false);
                double one = loneMib / await FetchAsync(work, server, LoneName, transport, 0).ConfigureAwait(false);
                long began = Stopwatch.GetTimestamp();
                double[] seconds = await Task.WhenAll(Enumerable.Range(1, clients).Select(n => FetchAsync(work, server, FileName, transport, n))).ConfigureAwait(false);
                double sum = (double)clients * mib / Stopwatch.GetElapsedTime(began).TotalSeconds;
                double[] rates = [.. seconds.Select(s => 1 / s)];
                double jain = rates.Sum() * rates.Sum() / (clients * rates.Sum(r => r * r));
                table.AddRow(Text(Gigabits(one), "F2"), Text(Gigabits(sum), "F2"), Text(sum / one, "F2"), Text(jain, "F3"), Text(server.Usage.PeakResidentBytes / 1048576.0, "F0"));
                await CompareAsync(work, served, clients).ConfigureAwait(false);
            }

            AnsiConsole.Write(table);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // Seconds from its start to its end.
    private static async Task<double> FetchAsync(string work, MeasuredServer server, string file, string transport, int number)
    {
        string home = Directory.CreateDirectory(Path.Combine(work, $"home-{number}")).FullName;
        // What is there and the same would not be fetched again.
        File.Delete(Path.Combine(home, "copy"));
        var start = new ProcessStartInfo(
            Repository.Published("msgr"),
            ["get", $"--{transport}", file, "-o", Path.Combine(home, "copy"), "--host", server.Address.ToString(), "--user", $"user{number}", "--no-progress"])
        {
            WorkingDirectory = home,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = home;
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"A download ended with {process.ExitCode}: {said}");
    }

    private static async Task CompareAsync(string work, string served, int clients)
    {
        for (int number = 1; number <= clients; number++)
        {
            string home = Path.Combine(work, $"home-{number}");
            await TimedCommand.RunAsync(work, "cmp", Path.Combine(home, "copy"), Path.Combine(served, FileName)).ConfigureAwait(false);
            Directory.Delete(home, recursive: true);
        }
    }

    private static double Gigabits(double mebibytes) => mebibytes * 1048576 * 8 / 1e9;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
