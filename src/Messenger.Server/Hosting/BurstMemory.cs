using Messenger.Platform.Startup;

namespace Messenger.Server.Hosting;

/// <summary>
/// Gives back what a burst of connections left behind, once nothing goes on: handshakes make garbage that a quiet server never collects,
/// and holes in the heap of OpenSSL. It takes some tens of milliseconds, which is why it waits for a quiet moment, and is rare.
/// </summary>
internal sealed class BurstMemory(Func<int> connections, Func<TimeSpan> processorTime, Action release)
{
    // Fewer that came or went since the last time leave nothing behind that is worth a pause.
    private const int Burst = 256;

    // The part of one processor that pings and the like of thousands take.
    private const double Quiet = 0.15;

    private int _released;
    private int _before;
    private TimeSpan _spent;
    private TimeSpan _at;

    /// <summary>As the process has it.</summary>
    public BurstMemory(Func<int> connections)
        : this(connections, static () => Environment.CpuUsage.TotalTime, Release)
    {
    }

    /// <summary>Looks whether the moment has come. Called every few seconds.</summary>
    /// <param name="now">The server's uptime.</param>
    public void Look(TimeSpan now)
    {
        int count = connections();
        TimeSpan spent = processorTime();
        bool isQuiet = (spent - _spent).TotalSeconds <= Quiet * (now - _at).TotalSeconds && Math.Abs(count - _before) < Burst / 16;
        (_before, _spent, _at) = (count, spent, now);
        if (!isQuiet || Math.Abs(count - _released) < Burst)
            return;
        _released = count;
        release();
        // What this cost is no sign that something goes on.
        _spent = processorTime();
    }

    private static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }
}
