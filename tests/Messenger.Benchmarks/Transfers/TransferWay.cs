using Messenger.Benchmarks.Processes;

namespace Messenger.Benchmarks.Transfers;

/// <summary>One way to bring a file from a server of its own: a command and what it cost, round by round.</summary>
/// <param name="name">For people.</param>
/// <param name="peer">What the others that are compared with it call it; null: it is one of them.</param>
/// <param name="server">The server, which ends with this.</param>
/// <param name="program">The client.</param>
/// <param name="arguments">Its arguments, from the path of the copy.</param>
internal sealed class TransferWay(string name, string? peer, MeasuredServer server, string program, Func<string, string[]> arguments) : IDisposable
{
    private readonly List<double> _seconds = [];
    private readonly List<double> _clientCpu = [];
    private readonly List<double> _serverCpu = [];

    internal string Name => name;

    internal string? Peer => peer;

    internal double MedianSeconds => Median(_seconds);

    internal double MedianClientCpu => Median(_clientCpu);

    internal double MedianServerCpu => Median(_serverCpu);

    /// <summary>Of the server after the last round.</summary>
    internal long ServerResidentBytes { get; private set; }

    /// <summary>Runs the command once and compares the copy with the file.</summary>
    /// <exception cref="InvalidOperationException">It failed, or the copy differs.</exception>
    internal async Task MeasureAsync(string work, string original)
    {
        string copy = Path.Combine(work, "copy");
        ProcessUsage before = server.Usage;
        TimedCommand command = await TimedCommand.RunAsync(work, program, arguments(copy)).ConfigureAwait(false);
        ProcessUsage after = server.Usage;
        await TimedCommand.RunAsync(work, "cmp", copy, original).ConfigureAwait(false);
        File.Delete(copy);
        _seconds.Add(command.Seconds);
        _clientCpu.Add(command.CpuSeconds);
        _serverCpu.Add(after.CpuSeconds - before.CpuSeconds);
        ServerResidentBytes = after.ResidentBytes;
    }

    public void Dispose() => server.Dispose();

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
