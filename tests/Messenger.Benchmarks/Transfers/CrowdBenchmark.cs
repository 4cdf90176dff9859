using System.Diagnostics;
using System.Globalization;
using Messenger.Benchmarks.Processes;
using Spectre.Console;

namespace Messenger.Benchmarks.Transfers;

/// <summary>Many published clients that fetch from one published server at once, beside some that do the same one after the other.</summary>
internal static class CrowdBenchmark
{
    private const string FileName = "big.bin";
    private const string TraceName = "crowd.trace";

    /// <summary>
    /// Downloads one file many times at once over loopback, from memory to memory; prints the sum, beside the rate of lone downloads of the same file one after the
    /// other (both with the start of each command), Jain's index of the clients' rates and the server's peak memory. The crowd waits at a starting line. Even so a
    /// client whose process gets a processor before the others has the server to itself for a moment, and is done sooner without having taken anything from anybody:
    /// so Jain's index is given of whole commands, and of what each got while all ran, which is how they share.
    /// </summary>
    /// <param name="clients">How many at once, each with a key of its own.</param>
    /// <param name="mib">What each of them fetches, in MiB.</param>
    /// <param name="alone">How many lone downloads are made one after the other before and after, to compare with.</param>
    /// <param name="transport">udp or tcp.</param>
    /// <param name="rounds">How often it is measured.</param>
    /// <param name="folder">Where the files lie; without it, memory (/dev/shm).</param>
    public static async Task RunAsync(int clients = 100, int mib = 32, int alone = 10, string transport = "udp", int rounds = 3, string folder = "/dev/shm")
    {
        string work = Directory.CreateDirectory(Path.Combine(folder, $"msgr-benchmark-{Environment.ProcessId}")).FullName;
        try
        {
            string served = Directory.CreateDirectory(Path.Combine(work, "served")).FullName;
            Noise.Write(Path.Combine(served, FileName), (long)mib << 20);
            Table table = new Table().Title($"{clients} downloads of {mib} MiB at once, from one starting line, over loopback by --{transport}, beside {alone} before and {alone} after of the same file one after the other; whole commands with their start, compared byte by byte");
            foreach (string column in (string[])["one by one, Gbit/s", "at once, sum, Gbit/s", "of one by one", "Jain, whole commands", "Jain, while all ran", "server peak RSS MiB"])
                table.AddColumn(column);
            for (int round = 0; round < rounds; round++)
            {
                using MeasuredServer server = await TransferPeers.StartServerAsync(served).ConfigureAwait(false);
                // Keys are made and the server is known before, and the file's hashes are: none of that is counted.
                for (int number = 0; number <= clients; number++)
                {
                    Directory.CreateDirectory(Home(work, number));
                    await RunAsync(work, server, number, "files").ConfigureAwait(false);
                }

                await FetchAsync(work, server, transport, 0).ConfigureAwait(false);
                double lone = await FetchAloneAsync(work, server, transport, alone).ConfigureAwait(false);
                double[] seconds = await FetchAtOnceAsync(work, server, transport, clients).ConfigureAwait(false);
                double sum = (double)clients * mib / seconds.Max();
                lone += await FetchAloneAsync(work, server, transport, alone).ConfigureAwait(false);
                double one = 2.0 * alone * mib / lone;
                double[] shares = TracedBytes.SharesWhileAllRan([.. Enumerable.Range(1, clients).Select(n => TracedBytes.Read(Path.Combine(Home(work, n), TraceName)))]);
                table.AddRow(Text(Gigabits(one), "F2"), Text(Gigabits(sum), "F2"), Text(sum / one, "F2"), Text(Jain([.. seconds.Select(s => 1 / s)]), "F3"), Text(Jain(shares), "F3"), Text(server.Usage.PeakResidentBytes / 1048576.0, "F0"));
                await CompareAsync(work, served, clients).ConfigureAwait(false);
            }

            AnsiConsole.Write(table);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // Seconds of so many downloads, one after the other.
    private static async Task<double> FetchAloneAsync(string work, MeasuredServer server, string transport, int count)
    {
        double seconds = 0;
        for (int i = 0; i < count; i++)
            seconds += await FetchAsync(work, server, transport, 0).ConfigureAwait(false);
        return seconds;
    }

    // Seconds of each, from the moment at which all were let go to its end.
    private static async Task<double[]> FetchAtOnceAsync(string work, MeasuredServer server, string transport, int clients)
    {
        var waiting = new Process[clients];
        for (int i = 0; i < clients; i++)
            waiting[i] = Start(work, server, i + 1, [.. Download(transport), "--trace", TraceName]);
        // A shell is at the line when it has said so.
        foreach (Process process in waiting)
            await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        long began = Stopwatch.GetTimestamp();
        foreach (Process process in waiting)
            process.StandardInput.Close();
        return await Task.WhenAll(waiting.Select(async process =>
        {
            await FinishAsync(process).ConfigureAwait(false);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        })).ConfigureAwait(false);
    }

    // Seconds from its start to its end.
    private static async Task<double> FetchAsync(string work, MeasuredServer server, string transport, int number)
    {
        // What is there and the same would not be fetched again.
        File.Delete(Path.Combine(Home(work, number), "copy"));
        long began = Stopwatch.GetTimestamp();
        await RunAsync(work, server, number, Download(transport)).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string[] Download(string transport) => ["get", $"--{transport}", FileName, "-o", "copy", "--no-progress"];

    private static async Task RunAsync(string work, MeasuredServer server, int number, params string[] command)
    {
        Process process = Start(work, server, number, command);
        process.StandardInput.Close();
        await FinishAsync(process).ConfigureAwait(false);
    }

    // A shell says that it is there, and becomes the command when its input ends.
    private static Process Start(string work, MeasuredServer server, int number, string[] command)
    {
        string home = Home(work, number);
        var start = new ProcessStartInfo("/bin/sh", ["-c", "echo; read _; exec \"$0\" \"$@\"", Repository.Published("msgr"), .. command, "--host", server.Address.ToString(), "--user", $"user{number}"])
        {
            WorkingDirectory = home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = home;
        return Process.Start(start)!;
    }

    private static async Task FinishAsync(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string said = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
            await output.ConfigureAwait(false);
            await process.WaitForExitAsync().ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"msgr ended with {process.ExitCode}: {said}");
        }
    }

    private static string Home(string work, int number) => Path.Combine(work, $"home-{number}");

    private static async Task CompareAsync(string work, string served, int clients)
    {
        for (int number = 1; number <= clients; number++)
        {
            await TimedCommand.RunAsync(work, "cmp", Path.Combine(Home(work, number), "copy"), Path.Combine(served, FileName)).ConfigureAwait(false);
            Directory.Delete(Home(work, number), recursive: true);
        }

        Directory.Delete(Home(work, 0), recursive: true);
    }

    private static double Jain(double[] rates) => rates.Sum() * rates.Sum() / (rates.Length * rates.Sum(rate => rate * rate));

    private static double Gigabits(double mebibytes) => mebibytes * 1048576 * 8 / 1e9;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
