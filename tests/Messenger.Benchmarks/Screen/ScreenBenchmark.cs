using System.Diagnostics;
using System.Globalization;
using Messenger.Benchmarks.Chat;
using Messenger.Benchmarks.Processes;
using Spectre.Console;

namespace Messenger.Benchmarks.Screen;

/// <summary>The published <c>msgr chat</c> on a terminal, typed into while a crowd talks.</summary>
internal static class ScreenBenchmark
{
    // A line this long is never wrapped. Its letters, Greek and then Cyrillic, tell each key from the next, and from what stood there before.
    private const int LettersInARow = 20;
    private const int Warmup = 50;
    private const int MessageSize = 70;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10), LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Measures the time from a key to its letter in what the program writes to its terminal, while messages arrive.</summary>
    /// <param name="columns">Of the terminal.</param>
    /// <param name="rows">Of the terminal.</param>
    /// <param name="rate">Messages a second of all senders together; 0: silence.</param>
    /// <param name="senders">How many of them talk.</param>
    /// <param name="keys">Keys that are measured.</param>
    public static async Task RunAsync(int columns = 200, int rows = 60, double rate = 2_000, int senders = 4, int keys = 1_000)
    {
        using MeasuredServer server = await ChatPeers.StartMsgrAsync().ConfigureAwait(false);
        using var terminal = new MeasuredTerminal(server.Address, columns, rows);
        await terminal.SeesAsync("lobby>").ConfigureAwait(false);
        LoadClient[] crowd = [.. Enumerable.Range(0, rate > 0 ? senders : 0).Select(n => new LoadClient(new MsgrDialect(), n))];
        foreach (LoadClient client in crowd)
            await client.EnterAsync(server.Address).ConfigureAwait(false);
        using var enough = new CancellationTokenSource();
        Task talking = TalkAsync(crowd, rate, enough.Token);
        await TypeAsync(terminal, Warmup, new LatencyLog()).ConfigureAwait(false);

        var latencies = new LatencyLog();
        (ProcessUsage before, long written, long heard, long started) = (terminal.Usage, terminal.Written, Heard(crowd), Stopwatch.GetTimestamp());
        await TypeAsync(terminal, keys, latencies).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        (double cpu, long bytes, long messages) = (terminal.Usage.CpuSeconds - before.CpuSeconds, terminal.Written - written, Heard(crowd) - heard);
        await enough.CancelAsync().ConfigureAwait(false);
        await talking.ConfigureAwait(false);
        foreach (LoadClient client in crowd)
            await client.DisposeAsync().ConfigureAwait(false);
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{columns}x{rows}, {messages / seconds:F0} messages/s: {keys} keys, from key to terminal p50 {latencies.Percentile(0.5):F1} ms, p99 {latencies.Percentile(0.99):F1} ms, max {latencies.Percentile(1):F1} ms; {bytes / seconds / 1024:F0} KiB/s to the terminal, {cpu / seconds * 100:F0} % of one processor"));
    }

    private static long Heard(LoadClient[] crowd) => crowd.Length > 0 ? crowd[0].Heard : 0;

    private static async Task TypeAsync(MeasuredTerminal terminal, int keys, LatencyLog latencies)
    {
        for (int key = 0; key < keys; key++)
        {
            if (key % LettersInARow == 0)
                await terminal.WriteAsync("\u0015").ConfigureAwait(false);
            // Between two frames of the crowd's as often as in one.
            await Task.Delay(ShortestPause + ((LongestPause - ShortestPause) * Random.Shared.NextDouble())).ConfigureAwait(false);
            await terminal.TypeAsync((char)((key / LettersInARow % 2 == 0 ? 'α' : 'а') + (key % LettersInARow)), latencies).ConfigureAwait(false);
        }
    }

    private static async Task TalkAsync(LoadClient[] crowd, double rate, CancellationToken enough)
    {
        long started = Stopwatch.GetTimestamp();
        for (int said = 0; crowd.Length > 0 && !enough.IsCancellationRequested;)
        {
            for (; said < Stopwatch.GetElapsedTime(started).TotalSeconds * rate; said++)
                await crowd[said % crowd.Length].SayAsync($"message number {said} with some words behind it, as people write".PadRight(MessageSize)).ConfigureAwait(false);
            await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
