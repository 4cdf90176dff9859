using System.Text.Json;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Trace;

/// <summary>Reads the record of a transfer. Whatever the file holds: events that are not known are passed over, and its size is bounded.</summary>
internal static class TraceReader
{
    // A day of samples; a line has some 300 bytes.
    private const int MostLines = 2_000_000, LongestLine = 16 * 1024;

    /// <summary>The samples of a file.</summary>
    /// <exception cref="UserError">It cannot be read (9), or is no record of a transfer (8).</exception>
    public static IReadOnlyList<TraceSample> Read(string path)
    {
        try
        {
            return Parse(File.ReadLines(path), SafeText.Show(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read the record", path, e);
        }
    }

    /// <summary>The samples of lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="source">What they are called in errors; safe text.</param>
    internal static IReadOnlyList<TraceSample> Parse(IEnumerable<string> lines, string source)
    {
        var samples = new List<TraceSample>();
        var now = new TraceSample(TimeSpan.Zero, "");
        var number = 0;
        foreach (var line in lines)
        {
            if (++number > MostLines || line.Length > LongestLine)
                throw Broken(source, number, "is too long");
            if (line.Length == 0)
                continue;
            try
            {
                using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
                if (number == 1 ? Text(json.RootElement, "qlog_format") != "NDJSON" : json.RootElement.ValueKind != JsonValueKind.Object)
                    throw Broken(source, number, "is not what msgr get --trace writes");
                if (number > 1 && Apply(json.RootElement, ref now))
                    samples.Add(now);
            }
            catch (JsonException)
            {
                // The last line of a program that was killed.
                if (samples.Count > 0)
                    break;
                throw Broken(source, number, "is no JSON");
            }
        }

        return samples.Count > 0 ? samples : throw new UserError(ExitCode.Integrity, $"{source} has no sample of a transfer; record one with msgr get --trace FILE");
    }

    // True: a sample is complete.
    private static bool Apply(JsonElement entry, ref TraceSample now)
    {
        if (!entry.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
            return false;
        now = now with { Time = Milliseconds(entry, "time") ?? now.Time };
        switch (Text(entry, "name"))
        {
            case "connectivity:connection_started":
                now = new TraceSample(now.Time, Text(data, "transport") == "tcp" ? "tcp" : "udp") { Connection = now.Connection + 1, Total = now.Total, Verified = now.Verified, WriteWait = now.WriteWait };
                return false;
            case "recovery:metrics_updated":
                now = now with
                {
                    Packets = Number(data, "packets_sent"),
                    Lost = Number(data, "packets_lost"),
                    Rtt = Milliseconds(data, "smoothed_rtt"),
                    LeastRtt = Milliseconds(data, "min_rtt"),
                };
                return false;
            case "msgr:progress_updated":
                now = now with
                {
                    State = Text(data, "state") ?? "",
                    Total = Number(data, "total_bytes"),
                    Verified = Number(data, "verified_bytes"),
                    Moved = Number(data, "moved_bytes"),
                    Silence = Milliseconds(data, "silence") ?? TimeSpan.Zero,
                    WriteWait = Milliseconds(data, "write_wait") ?? TimeSpan.Zero,
                };
                return true;
            default:
                return false;
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? Math.Max(0, number) : 0;

    private static TimeSpan? Milliseconds(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and < 1e12
            ? TimeSpan.FromMilliseconds(number)
            : null;

    private static UserError Broken(string source, int line, string how) => new(ExitCode.Integrity, $"line {line} of {source} {how}; give a record that msgr get --trace made");
}
