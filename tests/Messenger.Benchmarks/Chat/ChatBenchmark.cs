using System.Globalization;
using Messenger.Benchmarks.Processes;
using Spectre.Console;

namespace Messenger.Benchmarks.Chat;

/// <summary>A room full of TLS clients on the published server, and on InspIRCd beside it.</summary>
internal static class ChatBenchmark
{
    /// <summary>Loads one room of a server with real TLS clients, and measures the server's processor time, memory and latency.</summary>
    /// <param name="clients">Members of the room; several numbers, with commas, are measured one after the other.</param>
    /// <param name="senders">How many of them talk.</param>
    /// <param name="messages">Messages of all senders together; 0: as many as make two million deliveries.</param>
    /// <param name="size">Characters of a message, 18 to 400.</param>
    /// <param name="rate">Messages a second of all senders together; 0: as fast as they are heard.</param>
    /// <param name="window">Messages that may be under way at once.</param>
    /// <param name="server">msgr, irc (InspIRCd, which must be installed) or both.</param>
    /// <param name="storm">Afterwards all leave, and come back at once.</param>
    /// <param name="rounds">How often each is measured.</param>
    public static async Task RunAsync(int[] clients, int senders = 10, int messages = 0, int size = 100, double rate = 0, int window = 64, string server = "both", bool storm = false, int rounds = 1)
    {
        foreach (int count in clients)
        {
            var options = new ChatLoadOptions
            {
                Clients = count,
                Senders = Math.Min(senders, count),
                Messages = messages > 0 ? messages : Math.Max(100, 2_000_000 / count),
                Size = Math.Clamp(size, Stamp.Length, 400),
                Rate = rate,
                Window = window,
            };
            Table table = NewTable(options);
            for (int round = 0; round < rounds; round++)
            {
                if (server is "msgr" or "both")
                    await MeasureAsync(table, "msgr-server", new MsgrDialect(), ChatPeers.StartMsgrAsync(), options, storm).ConfigureAwait(false);
                if (server is "irc" or "both")
                {
                    if (ChatPeers.StartInspircd() is { } starting)
                        await MeasureAsync(table, "InspIRCd", new IrcDialect(), starting, options, storm).ConfigureAwait(false);
                    else
                        AnsiConsole.MarkupLine("[yellow]InspIRCd is not installed: not measured[/]");
                }
            }

            AnsiConsole.Write(table);
        }
    }

    private static async Task MeasureAsync(Table table, string name, IChatDialect dialect, Task<MeasuredServer> starting, ChatLoadOptions options, bool storm)
    {
        using MeasuredServer server = await starting.ConfigureAwait(false);
        try
        {
            var load = new ChatLoad(dialect, server, options);
            await using (load.ConfigureAwait(false))
            {
                EnterResult enter = await load.EnterAsync().ConfigureAwait(false);
                TalkResult talk = await load.TalkAsync().ConfigureAwait(false);
                StormResult back = storm ? await load.StormAsync().ConfigureAwait(false) : default;
                table.AddRow(
                    name,
                    Text(enter.Seconds, "F1"),
                    Text(enter.CpuSeconds / options.Clients * 1e3, "F2"),
                    Text(enter.BytesPerClient / 1024, "F1"),
                    Text(talk.Deliveries / talk.CpuSeconds / 1e6, "F2"),
                    Text(talk.Deliveries / talk.Seconds / 1e3, "F0"),
                    Text(talk.Latencies.Percentile(0.5), "F2"),
                    Text(talk.Latencies.Percentile(0.99), "F2"),
                    Text(talk.Latencies.Percentile(1), "F1"),
                    Text(talk.Surplus, "F0"),
                    Text(talk.ResidentBytes / 1048576.0, "F0"),
                    storm ? $"{Text(back.Seconds, "F1")} ({back.Retries})" : "");
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            table.AddRow(new Text(name), new Text("failed: " + e.Message));
        }
    }

    private static Table NewTable(ChatLoadOptions options)
    {
        var table = new Table().Title(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Clients} members, {options.Senders} senders, {options.Messages} messages of {options.Size} characters, {(options.Rate > 0 ? $"{options.Rate} a second" : $"{options.Window} under way")}, TLS 1.3"));
        foreach (string column in (string[])["server", "enter s", "enter CPU ms", "KiB a client", "M deliveries a CPU s", "k deliveries a s", "p50 ms", "p99 ms", "max ms", "doubles", "RSS MiB", "storm s (retries)"])
            table.AddColumn(column);
        return table;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
