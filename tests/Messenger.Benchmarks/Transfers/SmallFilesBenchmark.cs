using System.Globalization;
using Messenger.Benchmarks.Processes;
using Spectre.Console;

namespace Messenger.Benchmarks.Transfers;

/// <summary>A folder of many small files beside one file of the same size: the published programs over loopback.</summary>
internal static class SmallFilesBenchmark
{
    private const string FolderName = "many", FileName = "one.bin";

    /// <summary>Downloads a folder of small files and one file as large as all of them, in turn; prints medians and their ratio.</summary>
    /// <param name="files">How many.</param>
    /// <param name="bytes">The size of each.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="folder">Where the files lie; without it, memory (/dev/shm).</param>
    public static async Task RunAsync(int files = 10_000, int bytes = 10_000, int rounds = 5, string folder = "/dev/shm")
    {
        string work = Directory.CreateDirectory(Path.Combine(folder, $"msgr-benchmark-{Environment.ProcessId}")).FullName;
        try
        {
            string served = Directory.CreateDirectory(Path.Combine(work, "served")).FullName;
            string many = Directory.CreateDirectory(Path.Combine(served, FolderName)).FullName;
            for (int i = 0; i < files; i++)
                Noise.Write(Path.Combine(many, $"{i:D6}.bin"), bytes);
            Noise.Write(Path.Combine(served, FileName), (long)files * bytes);

            Table table = new Table().Title($"{files} files of {bytes} bytes, and one of {(long)files * bytes}, over loopback, median of {rounds}, compared byte by byte");
            foreach (string column in (string[])["command", "small files, Gbit/s", "one file, Gbit/s", "small of one"])
                table.AddColumn(column);
            foreach (string transport in (string[])["--tcp", "--udp"])
            {
                using MeasuredServer server = await TransferPeers.StartServerAsync(served).ConfigureAwait(false);
                List<double> small = [], one = [];
                for (int round = 0; round < rounds; round++)
                {
                    small.Add(await FetchAsync(work, server, served, transport, FolderName).ConfigureAwait(false));
                    one.Add(await FetchAsync(work, server, served, transport, FileName).ConfigureAwait(false));
                }

                double gigabits = (double)files * bytes * 8 / 1e9;
                double ofSmall = gigabits / Median(small), ofOne = gigabits / Median(one);
                table.AddRow($"msgr get {transport}", Text(ofSmall), Text(ofOne), Text(ofSmall / ofOne));
            }

            AnsiConsole.Write(table);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<double> FetchAsync(string work, MeasuredServer server, string served, string transport, string name)
    {
        string target = Path.Combine(work, "copy");
        TimedCommand command = await TimedCommand.RunAsync(
            work, Repository.Published("msgr"), "get", transport, name, "-o", target + "/", "--host", server.Address.ToString(), "--user", "benchmark", "--no-progress").ConfigureAwait(false);
        await TimedCommand.RunAsync(work, "diff", "-r", Path.Combine(target, name), Path.Combine(served, name)).ConfigureAwait(false);
        Directory.Delete(target, recursive: true);
        return command.Seconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
