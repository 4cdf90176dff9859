using System.Diagnostics;
using System.Globalization;

namespace Messenger.Benchmarks.Processes;

/// <summary>A command that ran to its end.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="CpuSeconds">Processor time, user and kernel.</param>
internal readonly record struct TimedCommand(double Seconds, double CpuSeconds)
{
    /// <summary>Runs a program and measures it as the shell's <c>time</c> does.</summary>
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    internal static async Task<TimedCommand> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%R %U %S'; time \"$@\" 2>said", "time", program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HOME"] = folder;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(Path.Combine(folder, "said")).ConfigureAwait(false)}");
        double[] times = [.. error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).TakeLast(3).Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
        return new(times[0], times[1] + times[2]);
    }
}
