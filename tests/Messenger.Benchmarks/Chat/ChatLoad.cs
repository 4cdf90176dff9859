using System.Diagnostics;
using System.Net.Sockets;
using Messenger.Benchmarks.Processes;

namespace Messenger.Benchmarks.Chat;

/// <summary>The members of one room: enters them, lets them talk, and measures the server meanwhile.</summary>
internal sealed class ChatLoad(IChatDialect dialect, MeasuredServer server, ChatLoadOptions options) : IAsyncDisposable
{
    private const int ConnectingAtOnce = 64;
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Idle is who has done nothing for a while: servers tidy up behind a crowd when it has come to rest.
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(8);

    private LoadClient[] _clients = [];

    /// <summary>Enters all members and waits until the server has nothing left to tell them.</summary>
    internal async Task<EnterResult> EnterAsync()
    {
        ProcessUsage before = server.Usage;
        _clients = [.. Enumerable.Range(0, options.Clients).Select(n => new LoadClient(dialect, n))];
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(_clients, new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce }, async (client, _) =>
            await client.EnterAsync(server.Address).ConfigureAwait(false)).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ProcessUsage entered = server.Usage;
        await QuietAsync().ConfigureAwait(false);
        await Task.Delay(IdleTime).ConfigureAwait(false);
        return new(seconds, entered.CpuSeconds - before.CpuSeconds, (server.Usage.ResidentBytes - before.ResidentBytes) / (double)options.Clients);
    }

    /// <summary>Everybody goes and comes back at once; who is turned away tries again.</summary>
    internal async Task<StormResult> StormAsync()
    {
        await LeaveAsync().ConfigureAwait(false);
        _clients = new LoadClient[options.Clients];
        int retries = 0;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Clients).Select(BackAsync)).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await QuietAsync().ConfigureAwait(false);
        return new(seconds, retries);

        async Task BackAsync(int number)
        {
            while (true)
            {
                var client = new LoadClient(dialect, options.Clients + number);
                try
                {
                    await client.EnterAsync(server.Address).ConfigureAwait(false);
                    _clients[number] = client;
                    return;
                }
                catch (Exception e) when (e is IOException or SocketException && Stopwatch.GetElapsedTime(started) < Patience)
                {
                    Interlocked.Increment(ref retries);
                    await client.DisposeAsync().ConfigureAwait(false);
                    await Task.Delay(Random.Shared.Next(500, 1_500)).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Lets the senders talk until every member has heard everything.</summary>
    internal async Task<TalkResult> TalkAsync()
    {
        var latencies = new LatencyLog();
        foreach (LoadClient client in _clients)
            client.Latencies = latencies;
        long heardBefore = _clients.Sum(c => c.Heard);
        int audience = dialect.EchoesOwn ? options.Clients : options.Clients - 1;
        ProcessUsage before = server.Usage;
        long started = Stopwatch.GetTimestamp();
        for (int sent = 0; sent < options.Messages; sent++)
        {
            await DueAsync(started, sent).ConfigureAwait(false);
            await HeardAsync(heardBefore + ((long)(sent - options.Window) * audience)).ConfigureAwait(false);
            await _clients[sent % options.Senders].SayAsync(Stamp.Text(options.Size)).ConfigureAwait(false);
        }

        long deliveries = (long)options.Messages * audience;
        await HeardAsync(heardBefore + deliveries).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ProcessUsage after = server.Usage;
        await QuietAsync().ConfigureAwait(false);
        return new()
        {
            Deliveries = deliveries,
            Surplus = _clients.Sum(c => c.Heard) - heardBefore - deliveries,
            Seconds = seconds,
            CpuSeconds = after.CpuSeconds - before.CpuSeconds,
            ResidentBytes = after.ResidentBytes,
            Latencies = latencies,
        };
    }

    public async ValueTask DisposeAsync() => await LeaveAsync().ConfigureAwait(false);

    private async Task LeaveAsync()
    {
        foreach (LoadClient client in _clients)
            await client.DisposeAsync().ConfigureAwait(false);
        _clients = [];
    }

    private async Task DueAsync(long started, int sent)
    {
        if (options.Rate <= 0)
            return;
        TimeSpan early = TimeSpan.FromSeconds(sent / options.Rate) - Stopwatch.GetElapsedTime(started);
        if (early > TimeSpan.Zero)
            await Task.Delay(early).ConfigureAwait(false);
    }

    // The sum is read seldom: with thousands of members it costs more than a message.
    private async Task HeardAsync(long enough)
    {
        long started = Stopwatch.GetTimestamp();
        while (_clients.Sum(c => c.Heard) < enough)
        {
            if (_clients.FirstOrDefault(c => c.Failure is not null) is { } failed)
                throw new InvalidOperationException($"a member was lost: {failed.Failure!.Message}");
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"{enough - _clients.Sum(c => c.Heard)} deliveries did not come");
            await Task.Delay(1).ConfigureAwait(false);
        }
    }

    // Until the server does nothing for a while: it has told everybody who came and went.
    private async Task QuietAsync()
    {
        long quietSince = Stopwatch.GetTimestamp();
        double cpu = server.Usage.CpuSeconds;
        while (Stopwatch.GetElapsedTime(quietSince) < QuietTime)
        {
            await Task.Delay(100).ConfigureAwait(false);
            double now = server.Usage.CpuSeconds;
            // A tenth of a processor at most counts as quiet.
            if (now - cpu > 0.02)
                quietSince = Stopwatch.GetTimestamp();
            cpu = now;
        }
    }
}
