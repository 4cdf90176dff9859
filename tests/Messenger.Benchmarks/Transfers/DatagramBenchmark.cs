using System.Diagnostics;
using System.Globalization;
using System.Net;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Spectre.Console;

namespace Messenger.Benchmarks.Transfers;

/// <summary>Both ends of a transfer over RUDP in this process, with the kernel's batching and without, in large datagrams and in those of an Ethernet.</summary>
internal static class DatagramBenchmark
{
    // What one datagram carries over an Ethernet with IPv4, and over loopback.
    private const int Ethernet = 1_472, Loopback = 65_507;

    /// <summary>Moves one file over loopback, from memory to memory, sealed and verified; prints medians, processor time and what is allocated a packet.</summary>
    /// <param name="mib">Size of the file in MiB.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="folder">Where the files lie; without it, memory (/dev/shm).</param>
    public static async Task RunAsync(int mib = 1024, int rounds = 3, string folder = "/dev/shm")
    {
        string work = Directory.CreateDirectory(Path.Combine(folder, $"msgr-benchmark-{Environment.ProcessId}")).FullName;
        try
        {
            Noise.Write(Path.Combine(work, "whole"), (long)mib << 20);
            // The costs of a connection itself, which are taken off.
            Noise.Write(Path.Combine(work, "part"), (long)mib << 18);
            Table table = new Table().Title($"{mib} MiB over loopback, both ends in one process, sealed and verified, median of {rounds}");
            foreach (string column in (string[])["datagrams of", "GSO, GRO", "Gbit/s", "CPU s a GB, both ends", "packets", "bytes allocated a packet"])
                table.AddColumn(column);
            foreach ((int size, bool offload) in ((int, bool)[])[(Loopback, true), (Loopback, false), (Ethernet, true), (Ethernet, false)])
            {
                // Once for what is made but once.
                await MeasureAsync(work, "part", size, offload).ConfigureAwait(false);
                var runs = new List<Run>();
                for (int round = 0; round < rounds; round++)
                {
                    Run part = await MeasureAsync(work, "part", size, offload).ConfigureAwait(false);
                    Run whole = await MeasureAsync(work, "whole", size, offload).ConfigureAwait(false);
                    runs.Add(whole with { Allocated = Math.Max(0, whole.Allocated - part.Allocated), MorePackets = whole.Packets - part.Packets });
                }

                Run median = runs.OrderBy(run => run.Seconds).ElementAt(rounds / 2);
                double gigabytes = mib * 1048576.0 / 1e9;
                table.AddRow(
                    Text(size, "F0"), offload ? "yes" : "no", Text(gigabytes * 8 / median.Seconds, "F2"), Text(median.Cpu / gigabytes, "F2"),
                    Text(median.Packets, "F0"), Text((double)median.Allocated / median.MorePackets, "F3"));
            }

            AnsiConsole.Write(table);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<Run> MeasureAsync(string work, string name, int size, bool offload)
    {
        using RootedDirectory root = RootedDirectory.Open(work);
        FileSource source = FileSource.Open(root, [new SourceEntry(name, "copy")]);
        using FileSink sink = FileSink.Open(root, source.Plan, new FileSinkOptions { Selection = name, TargetName = "copy" });
        using var sender = new TransferSender(source);
        using var receiver = new TransferReceiver(sink);
        using RudpDriver server = Open(offload), client = Open(offload);
        var options = new RudpOptions { MaxDatagramSize = size, InitialRtt = Duration.FromMilliseconds(25) };
        var waits = new RudpRendezvous(TransferSecret.CreateId(), TransferSecret.Create(), RudpCipher.Aes128Gcm) { Options = options };
        RudpRendezvous asks = waits with { Peer = server.Socket.LocalEndPoint.ToPathAddress() };

        (long allocated, TimeSpan cpu, long began) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var control = new TransferControl();
        Task<TransferResult> send = RudpTransfer.SendAsync(server, waits, sender, control, CancellationToken.None);
        TransferResult received = await RudpTransfer.ReceiveAsync(client, asks, receiver, new TransferControl(), CancellationToken.None).ConfigureAwait(false);
        await send.ConfigureAwait(false);
        var run = new Run(
            Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, control.Link!.Value.Packets,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
        if (received.End != TransferEnd.Completed)
            throw new InvalidOperationException($"The transfer ended with {received.Failure}: {received.Sentence}");
        File.Delete(Path.Combine(work, "copy"));
        return run;
    }

    private static RudpDriver Open(bool offload) =>
        new(new UdpSocket(new IPEndPoint(IPAddress.Loopback, 0), new UdpSocketOptions { Offload = offload }), new RudpEndpoint());

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private readonly record struct Run(double Seconds, double Cpu, long Packets, long Allocated)
    {
        // Of those that the smaller transfer did not need.
        public long MorePackets { get; init; }
    }
}
