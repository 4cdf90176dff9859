using System.Globalization;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr ping</c>: how far away the server is.</summary>
internal sealed class PingCommand(ConnectionOptions connection, int count, bool json) : ICommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Reads <c>--count</c>.</summary>
    /// <exception cref="UserError">It is no number from 1 to 1,000,000; <see cref="ExitCode.Usage"/>.</exception>
    public static int CountOf(string? text)
    {
        if (text is null)
            return 4;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 1_000_000
            ? count
            : throw new UserError(ExitCode.Usage, $"--count {SafeText.Show(text)} is not a number from 1 to 1000000");
    }

    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => OneShot.RunAsync(
        connection,
        context,
        async session =>
        {
            var server = session.Identity.Address.ToString();
            await session.LoginAsync(cancel); // Else the first round trip would hold the login's work, too.
            var times = new List<double>();
            while (times.Count < count)
            {
                if (times.Count > 0)
                    await Task.Delay(Interval, context.Time, cancel);
                var time = await session.PingAsync(cancel);
                times.Add(Math.Round(time.TotalMilliseconds, 3));
                if (json)
                    continue;
                context.Out.WriteLine($"{server}: {Milliseconds(times[^1])}");
                context.Out.Flush();
            }

            if (json)
                context.Write(new PongObject(server, times));
            else if (times.Count > 1)
                context.Out.WriteLine($"least {Milliseconds(times.Min())}, median {Milliseconds(Median(times))}, most {Milliseconds(times.Max())}");
            return ExitCode.Done;
        },
        cancel);

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Milliseconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + " ms";
}
