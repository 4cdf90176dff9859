using System.Globalization;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>What a running program costs, as the kernel counts it.</summary>
internal static class ProcessCost
{
    /// <summary>Bytes of memory that it has at the moment.</summary>
    internal static long Memory(RunningProgram program) => 1024 * long.Parse(
        File.ReadLines($"/proc/{program.Id}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Processor time that it has used so far, of all its threads.</summary>
    internal static TimeSpan Processor(RunningProgram program)
    {
        // After the name, which may hold spaces: state is field 3, user time 14, kernel time 15, in hundredths of a second.
        var stat = File.ReadAllText($"/proc/{program.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }

    /// <summary>Files and connections that it has open at the moment.</summary>
    internal static int Descriptors(RunningProgram program) => Directory.GetFileSystemEntries($"/proc/{program.Id}/fd").Length;

    /// <summary>Waits until so few are open.</summary>
    internal static async Task FallsToAsync(RunningProgram program, int descriptors)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (Descriptors(program) is var open && open > descriptors)
        {
            Assert.True(patience.Elapsed < Deadline.Ordinary, $"{open} descriptors are open and not {descriptors}");
            await Task.Delay(50);
        }
    }
}
