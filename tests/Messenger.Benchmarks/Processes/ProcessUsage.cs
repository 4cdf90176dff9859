using System.Globalization;

namespace Messenger.Benchmarks.Processes;

/// <summary>What a process has used so far, read from /proc.</summary>
/// <param name="CpuSeconds">Processor time, user and kernel.</param>
/// <param name="ResidentBytes">Memory in RAM now.</param>
/// <param name="Descriptors">Open descriptors.</param>
/// <param name="PeakResidentBytes">The most that was in RAM so far.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long ResidentBytes, int Descriptors, long PeakResidentBytes)
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Reads it.</summary>
    internal static ProcessUsage Of(int process)
    {
        // After the name, which may hold spaces: state is field 3, utime 14, stime 15.
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        double ticks = Number(fields[11]) + Number(fields[12]);
        long pages = Number(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1]);
        return new(ticks / TicksPerSecond, pages * Environment.SystemPageSize, Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, Peak(process));
    }

    private static long Peak(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return Number(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
