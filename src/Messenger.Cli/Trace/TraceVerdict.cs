using System.Globalization;
using Messenger.Cli.Output;

namespace Messenger.Cli.Trace;

/// <summary>Says in words what held a transfer back: where its time went, and what its packets met.</summary>
internal static class TraceVerdict
{
    // Without a byte for so long, it stood still.
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(0.5);

    // A share of time or of packets from which on it is worth a sentence.
    private const double MuchTime = 0.3, ManyLost = 0.005;

    // So few are an accident on every link.
    private const int FewLost = 3;

    /// <summary>The sentences, the weightiest first.</summary>
    /// <param name="samples">At least one.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<TraceSample> samples)
    {
        var sentences = new List<string>();
        var whole = samples[^1].Time;
        AddWays(samples, sentences);
        var (still, longest, at, paused) = Standstill(samples);
        var writing = samples[^1].WriteWait;
        if (paused > Still)
            sentences.Add($"It was paused for {Quantities.Duration(paused)}.");
        if (writing > whole * MuchTime)
            sentences.Add($"Writing held it back: the disk of this machine, or who reads the output, took {Quantities.Duration(writing)} of {Quantities.Duration(whole)}.");
        else if (still > whole * MuchTime || longest > TimeSpan.FromSeconds(1))
            sentences.Add($"Nothing came for {Quantities.Duration(still)} in all, {Quantities.Duration(longest)} of it from {Quantities.Duration(at)} on: the other end or the link was silent.");
        AddLoss(samples, sentences);
        AddQueue(samples, sentences);
        if (sentences.Count == 0)
            sentences.Add("Nothing that is seen from this end held it back: the link, or the server, gave what it had.");
        return sentences;
    }

    private static void AddWays(IReadOnlyList<TraceSample> samples, List<string> sentences)
    {
        for (var i = 1; i < samples.Count; i++)
        {
            if (samples[i].Connection == samples[i - 1].Connection)
                continue;
            var (before, now) = (samples[i - 1], samples[i]);
            var silent = before.Silence > Still ? $" after {Quantities.Duration(before.Silence)} of silence" : "";
            sentences.Add(before.Transport == "udp" && now.Transport == "tcp"
                ? $"UDP stopped getting through{silent}: from {Quantities.Duration(now.Time)} on, the rest came over TCP."
                : $"The connection broke{silent} and was made again at {Quantities.Duration(now.Time)}.");
        }
    }

    private static (TimeSpan All, TimeSpan Longest, TimeSpan At, TimeSpan Paused) Standstill(IReadOnlyList<TraceSample> samples)
    {
        TimeSpan all = default, longest = default, at = default, paused = default, since = samples[0].Time;
        for (var i = 1; i < samples.Count; i++)
        {
            var (before, now) = (samples[i - 1], samples[i]);
            if (now.State is "paused" or "pausedbypeer" or "asking")
                paused += now.Time - before.Time;
            var moves = now.Moved != before.Moved || now.Connection != before.Connection || now.State != "moving";
            if (moves)
            {
                since = now.Time;
                continue;
            }

            var run = now.Time - since;
            if (run < Still)
                continue;
            all += run - (before.Time - since >= Still ? before.Time - since : TimeSpan.Zero);
            if (run > longest)
                (longest, at) = (run, since);
        }

        return (all, longest, at, paused);
    }

    private static void AddLoss(IReadOnlyList<TraceSample> samples, List<string> sentences)
    {
        long sent = 0, lost = 0;
        foreach (var last in samples.GroupBy(sample => sample.Connection).Select(connection => connection.Last()))
            (sent, lost) = (sent + last.Packets, lost + last.Lost);
        if (lost > FewLost && lost > ManyLost * sent)
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"Loss: {lost * 100.0 / sent:0.0}% of the packets did not arrive ({lost} of {sent}), and were sent again."));
    }

    private static void AddQueue(IReadOnlyList<TraceSample> samples, List<string> sentences)
    {
        var rtts = samples.Where(sample => sample.Rtt is not null).Select(sample => sample.Rtt!.Value).Order().ToArray();
        var least = samples.Min(sample => sample.LeastRtt);
        if (rtts.Length > 0 && least is { } floor && rtts[rtts.Length / 2] - floor is var queue && queue > TimeSpan.FromMilliseconds(10) && queue > floor / 2)
            sentences.Add($"The link: packets waited {Quantities.Duration(queue)} in a queue before its slowest hop, so its rate was all there is.");
    }
}
