using System.Diagnostics;
using System.Globalization;
using Messenger.Benchmarks.Chat;
using Messenger.Benchmarks.Processes;

namespace Messenger.Benchmarks.Mixed;

/// <summary>Looks at the server every so often, and tells what it sees; where there is none any more, it is enough for all.</summary>
internal sealed class Watch(MixedOptions options, MeasuredServer server, MemberContext context)
{
    private readonly List<MixedSample> _samples = [];

    internal IReadOnlyList<MixedSample> Samples => _samples;

    internal async Task RunAsync(CancellationTokenSource enough)
    {
        try
        {
            await LookAsync(enough.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            context.Problems.Add("the server has ended", e.Message);
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task LookAsync(CancellationToken enough)
    {
        MemberCount count = context.Count;
        long started = Stopwatch.GetTimestamp();
        (TimeSpan at, ProcessUsage usage, long live) = (TimeSpan.Zero, server.Usage, count.Live);
        _ = count.TakeLatencies();
        while (true)
        {
            await Task.Delay(options.SampleEvery, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (enough.IsCancellationRequested)
                return;
            (TimeSpan now, ProcessUsage used, long heard, LatencyLog latencies) = (Stopwatch.GetElapsedTime(started), server.Usage, count.Live, count.TakeLatencies());
            double seconds = (now - at).TotalSeconds;
            var sample = new MixedSample
            {
                At = now,
                ResidentBytes = used.ResidentBytes,
                Descriptors = used.Descriptors,
                CpuShare = (used.CpuSeconds - usage.CpuSeconds) / seconds,
                Deliveries = (heard - live) / seconds,
                Median = latencies.Percentile(0.5),
                Percentile99 = latencies.Percentile(0.99),
                Longest = latencies.Percentile(1),
            };
            _samples.Add(sample);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{now:hh\\:mm\\:ss}  {sample.Mebibytes:F1} MiB, {sample.Descriptors} descriptors, {sample.CpuShare:P0} of a processor, {sample.Deliveries:F0} deliveries/s, p50 {sample.Median:F2} ms, p99 {sample.Percentile99:F1} ms, max {sample.Longest:F0} ms"));
            (at, usage, live) = (now, used, heard);
        }
    }
}
