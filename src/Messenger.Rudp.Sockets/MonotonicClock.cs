using System.Diagnostics;

namespace Messenger.Rudp.Sockets;

/// <summary>The monotonic clock in nanoseconds since the process first asked.</summary>
public static class MonotonicClock
{
    private static readonly long Origin = Stopwatch.GetTimestamp();

    /// <summary>The moment now.</summary>
    // Linux's Stopwatch counts in nanoseconds, so the scaling costs nothing there.
    public static Timestamp Now
    {
        get
        {
            // The origin first: it comes into being when it is read, and no moment lies before it.
            long origin = Origin;
            return new((Stopwatch.GetTimestamp() - origin) * (1_000_000_000 / Stopwatch.Frequency));
        }
    }
}
