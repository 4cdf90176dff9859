using System.Globalization;

namespace Messenger.Client.Measure;

/// <summary>What the kernel dropped because a UDP socket's receive buffer was full: counted for the whole machine.</summary>
internal static class UdpErrors
{
    private const string Path = "/proc/net/snmp";

    /// <summary>The count; null where the kernel does not tell.</summary>
    public static long? ReceiveBufferErrors()
    {
        try
        {
            return Parse(File.ReadLines(Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The column RcvbufErrors of the line of UDP, whose names stand in the line before.</summary>
    internal static long? Parse(IEnumerable<string> lines)
    {
        string[]? names = null;
        foreach (var line in lines.Where(line => line.StartsWith("Udp:", StringComparison.Ordinal)))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (names is null)
            {
                names = fields;
                continue;
            }

            var column = Array.IndexOf(names, "RcvbufErrors");
            return column > 0 && column < fields.Length && long.TryParse(fields[column], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
        }

        return null;
    }
}
