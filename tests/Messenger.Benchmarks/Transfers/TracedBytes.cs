using System.Text.Json;

namespace Messenger.Benchmarks.Transfers;

/// <summary>How many bytes of a download had come at each moment, out of the record that the client made of it.</summary>
internal sealed class TracedBytes
{
    private readonly List<(double Milliseconds, double Bytes)> _samples = [];

    private TracedBytes()
    {
    }

    /// <summary>When its first bytes had come, in milliseconds of the wall clock.</summary>
    public double Begin => _samples[0].Milliseconds;

    /// <summary>When its last bytes had come.</summary>
    public double End => _samples[^1].Milliseconds;

    /// <summary>Reads what <c>--trace FILE</c> wrote.</summary>
    public static TracedBytes Read(string path)
    {
        var read = new TracedBytes();
        double reference = 0;
        foreach (string line in File.ReadLines(path))
        {
            JsonElement root = JsonDocument.Parse(line).RootElement;
            if (root.TryGetProperty("trace", out JsonElement trace))
                reference = trace.GetProperty("common_fields").GetProperty("reference_time").GetDouble();
            else if (root.GetProperty("data").TryGetProperty("moved_bytes", out JsonElement moved) && moved.GetInt64() > 0)
                read._samples.Add((reference + root.GetProperty("time").GetDouble(), moved.GetInt64()));
        }

        return read;
    }

    /// <summary>
    /// What each got between the moment when the last had begun and the moment when the first that still ran then had ended. One that was over before all had
    /// begun had nobody to share with, and is left out.
    /// </summary>
    public static double[] SharesWhileAllRan(IReadOnlyList<TracedBytes> all)
    {
        double from = all.Max(one => one.Begin);
        TracedBytes[] together = [.. all.Where(one => one.End > from)];
        double to = together.Min(one => one.End);
        return [.. together.Select(one => one.At(to) - one.At(from))];
    }

    // Between two samples, as if they had come evenly.
    private double At(double milliseconds)
    {
        int next = _samples.FindIndex(sample => sample.Milliseconds >= milliseconds);
        if (next <= 0)
            return next < 0 ? _samples[^1].Bytes : _samples[0].Bytes;
        (double before, double had) = _samples[next - 1];
        (double after, double has) = _samples[next];
        return had + ((has - had) * (milliseconds - before) / (after - before));
    }
}
