using System.Globalization;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Client.Measure;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr bench</c>: how fast the way to a server is, and what limits it.</summary>
internal sealed class BenchCommand(ConnectionOptions connection, TransferTransports transports, TimeSpan duration, bool json) : ICommand
{
    /// <summary>Reads <c>--seconds</c>.</summary>
    /// <exception cref="UserError">It is no number from 1 to 60; <see cref="ExitCode.Usage"/>.</exception>
    public static TimeSpan DurationOf(string? text) => text is null
        ? TimeSpan.FromSeconds(5)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 60
            ? TimeSpan.FromSeconds(seconds)
            : throw new UserError(ExitCode.Usage, $"--seconds {SafeText.Show(text)} is not a number from 1 to 60");

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var link = Connection.Open(connection, context);
        var results = new List<PathResult>();
        foreach (var transport in (TransferTransports[])[TransferTransports.Rudp, TransferTransports.Tcp])
        {
            if (!transports.HasFlag(transport))
                continue;
            if (!json)
                context.Note($"loading the way to {link.Profile.Server} over {NameOf(transport)} for {Quantities.Duration(duration)}");
            results.Add(await PathMeasurement.RunAsync(link.Profile, transport, duration, cancel: cancel));
        }

        link.Remember();
        var verdicts = results.Select(r => PathVerdict.Of(r, results.FirstOrDefault(other => other != r))).ToArray();
        if (json)
        {
            context.Write(new BenchObject(link.Profile.Server.ToString(), [.. results.Zip(verdicts, ItemOf)]));
            return ExitCode.Done;
        }

        foreach (var (result, verdict) in results.Zip(verdicts))
            context.Out.WriteLine(string.Join('\n', Lines(result, verdict)));
        return ExitCode.Done;
    }

    /// <summary>What there is to say about one way.</summary>
    internal static IEnumerable<string> Lines(PathResult result, PathVerdict verdict)
    {
        yield return $"{NameOf(result.Transport)}: {BitRate(result.PeakRate)} at best, {BitRate(result.Rate)} on average ({Quantities.Size(result.Bytes)} in {Quantities.Duration(result.Elapsed)})";
        yield return $"  round trip: {Milliseconds(result.IdleRtt)} idle" + (result.LoadedRtt is { } loaded ? $", {Milliseconds(loaded)} under load" : "");
        yield return string.Create(CultureInfo.InvariantCulture, $"  processor: {result.Processors * 100:0}% of one")
            + (result.BufferDrops is > 0 and var drops ? $", {Plural.Of(drops, "datagram")} dropped by the receive buffer" : "");
        yield return $"  limited by {verdict.Sentence}";
    }

    internal static string NameOf(TransferTransports transport) => transport == TransferTransports.Rudp ? "UDP" : "TCP";

    // As links are sold: bits, and thousands of them.
    internal static string BitRate(double bytesPerSecond) => (bytesPerSecond * 8) switch
    {
        >= 1e9 and var bits => string.Create(CultureInfo.InvariantCulture, $"{bits / 1e9:0.00} Gbit/s"),
        >= 1e6 and var bits => string.Create(CultureInfo.InvariantCulture, $"{bits / 1e6:0.0} Mbit/s"),
        var bits => string.Create(CultureInfo.InvariantCulture, $"{bits / 1e3:0.0} kbit/s"),
    };

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    private static BenchItem ItemOf(PathResult result, PathVerdict verdict) => new(NameOf(result.Transport).ToLowerInvariant())
    {
        Bytes = result.Bytes,
        ElapsedSeconds = Math.Round(result.Elapsed.TotalSeconds, 3),
        BytesPerSecond = Math.Round(result.Rate),
        PeakBytesPerSecond = Math.Round(result.PeakRate),
        IdleRttMilliseconds = Math.Round(result.IdleRtt.TotalMilliseconds, 3),
        LoadedRttMilliseconds = result.LoadedRtt is { } loaded ? Math.Round(loaded.TotalMilliseconds, 3) : null,
        Processors = Math.Round(result.Processors, 3),
        BufferDrops = result.BufferDrops,
        LimitedBy = verdict.Limit switch { PathLimit.SocketBuffer => "socket-buffer", var limit => limit.ToString().ToLowerInvariant() },
        Sentence = verdict.Sentence,
    };
}
