using Messenger.Client.Files;
using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Client.Measure;

/// <summary>What a way to a server gave while it was loaded.</summary>
public sealed record PathResult
{
    /// <summary>The way that the bytes took.</summary>
    public required TransferTransports Transport { get; init; }

    /// <summary>Bytes of payload that came in <see cref="Elapsed"/>, verified.</summary>
    public required long Bytes { get; init; }

    /// <summary>From the first verified chunk to the last; from the beginning where one chunk was all.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The best second: a rate without start-up, bytes a second.</summary>
    public required double PeakRate { get; init; }

    /// <summary>The least round trip on the control connection before any byte moved.</summary>
    public required TimeSpan IdleRtt { get; init; }

    /// <summary>The median round trip on it while they moved; null: none was answered.</summary>
    public TimeSpan? LoadedRtt { get; init; }

    /// <summary>Processor time of this program, in processors: 1 is one of them busy all the time.</summary>
    public required double Processors { get; init; }

    /// <summary>Datagrams that the kernel of this machine dropped meanwhile because a receive buffer was full; null: it does not tell.</summary>
    public long? BufferDrops { get; init; }

    /// <summary>Connections that broke and were made again.</summary>
    public int Reconnects { get; init; }

    /// <summary>Bytes a second, start-up included.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Bytes / Elapsed.TotalSeconds : 0;
}

/// <summary>Loads a way to a server with bytes that the server makes and this end throws away, and watches what happens.</summary>
public static class PathMeasurement
{
    // As much as a server gives at once: time ends a measurement, not bytes.
    private const long MostBytes = 4L << 30;
    private const int IdlePings = 5;
    private static readonly TimeSpan PingEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Measures one way.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="transport">The one way.</param>
    /// <param name="duration">When it ends.</param>
    /// <param name="bytes">So many bytes end it, too; the server rounds up, and gives at most 4 GiB.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UserError">No connection, the server forbids it, or nothing came this way.</exception>
    public static async Task<PathResult> RunAsync(
        ClientProfile profile, TransferTransports transport, TimeSpan duration, long bytes = MostBytes, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var session = await OneShotSession.OpenAsync(profile, cancel).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var idle = TimeSpan.MaxValue;
            for (var i = 0; i < IdlePings; i++)
                idle = Min(idle, await session.PingAsync(cancel).ConfigureAwait(false));
            var dropsBefore = UdpErrors.ReceiveBufferErrors();
            var job = TransferJob.Start(profile, Request(transport, bytes), cancel);
            await using (job.ConfigureAwait(false))
            {
                using var over = new CancellationTokenSource();
                // What the connection costs to make is no property of the way: time runs from the first chunk on.
                var first = await FirstBytesAsync(job, profile.Time).ConfigureAwait(false);
                var busyBefore = Environment.CpuUsage.TotalTime;
                var began = profile.Time.GetTimestamp();
                var pinging = PingAsync(session, profile.Time, over.Token);
                var peak = await WatchAsync(job, profile.Time, duration).ConfigureAwait(false);
                var elapsed = profile.Time.GetElapsedTime(began);
                var busy = Environment.CpuUsage.TotalTime - busyBefore;
                job.Stop();
                var outcome = await job.Completion.ConfigureAwait(false);
                await over.CancelAsync().ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
                if (outcome.Code is not (ExitCode.Done or ExitCode.Partial) || outcome.Progress.VerifiedBytes == 0)
                    throw new UserError(outcome.Code is ExitCode.Done or ExitCode.Partial ? ExitCode.Timeout : outcome.Code, outcome.Sentence ?? "no byte came", outcome.Cause);
                // Where all came at once, the whole of it is all there is to go by.
                var (came, time) = outcome.Progress.VerifiedBytes > first ? (outcome.Progress.VerifiedBytes - first, elapsed) : (first, outcome.Progress.Elapsed);
                return new PathResult
                {
                    Transport = transport,
                    Bytes = came,
                    Elapsed = time,
                    PeakRate = Math.Max(peak, came / Math.Max(0.001, time.TotalSeconds)),
                    IdleRtt = idle,
                    LoadedRtt = Median(await pinging.ConfigureAwait(false)),
                    Processors = busy / Max(elapsed, SampleEvery),
                    BufferDrops = UdpErrors.ReceiveBufferErrors() - dropsBefore,
                    Reconnects = outcome.Progress.Reconnects,
                };
            }
        }
    }

    private static DownloadRequest Request(TransferTransports transport, long bytes) => new()
    {
        Selections = ["measure"],
        MeasureBytes = Math.Clamp(bytes, 1, MostBytes),
        Transports = transport,
        Output = "-",
        StandardOutput = Stream.Null,
        KeepTrying = TimeSpan.Zero,
    };

    private static async Task<long> FirstBytesAsync(TransferJob job, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (!job.Completion.IsCompleted && job.Progress.VerifiedBytes == 0 && time.GetElapsedTime(began) < Patience)
            await Task.WhenAny(job.Completion, Task.Delay(SampleEvery / 10, time)).ConfigureAwait(false);
        return job.Progress.VerifiedBytes;
    }

    // The best rate over a second.
    private static async Task<double> WatchAsync(TransferJob job, TimeProvider time, TimeSpan duration)
    {
        var samples = new Queue<(TimeSpan At, long Bytes)>();
        var began = time.GetTimestamp();
        double peak = 0;
        while (!job.Completion.IsCompleted && time.GetElapsedTime(began) < duration)
        {
            var at = time.GetElapsedTime(began);
            samples.Enqueue((at, job.Progress.VerifiedBytes));
            while (at - samples.Peek().At > TimeSpan.FromSeconds(1))
                samples.Dequeue();
            var (firstAt, firstBytes) = samples.Peek();
            if (at - firstAt > TimeSpan.FromSeconds(0.8))
                peak = Math.Max(peak, (job.Progress.VerifiedBytes - firstBytes) / (at - firstAt).TotalSeconds);
            await Task.WhenAny(job.Completion, Task.Delay(SampleEvery, time)).ConfigureAwait(false);
        }

        return peak;
    }

    private static async Task<List<TimeSpan>> PingAsync(OneShotSession session, TimeProvider time, CancellationToken over)
    {
        var times = new List<TimeSpan>();
        try
        {
            while (true)
            {
                await Task.Delay(PingEvery, time, over).ConfigureAwait(false);
                times.Add(await session.PingAsync(over).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or UserError)
        {
            return times;
        }
    }

    private static TimeSpan? Median(List<TimeSpan> times)
    {
        times.Sort();
        return times.Count == 0 ? null : times[times.Count / 2];
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
