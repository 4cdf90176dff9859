namespace Messenger.Transfer.Disk;

/// <summary>
/// A few threads that wait for disks, so that nobody else has to: neither the thread that all transfers over UDP share, nor the pool's, which the chat needs.
/// </summary>
internal static class DiskThreads
{
    // A disk answers several questions faster than one after another; more threads than this only move the queue into the kernel.
    private const int Threads = 4;

    private static readonly Queue<IDiskWork> Work = [];
    private static bool _hasBegun;

    /// <summary>Runs a piece of work, soon; pieces begin in the order in which they came. It must not throw.</summary>
    public static void Run(IDiskWork work)
    {
        lock (Work)
        {
            if (!_hasBegun)
                Begin();
            Work.Enqueue(work);
            Monitor.Pulse(Work);
        }
    }

    private static void Begin()
    {
        _hasBegun = true;
        for (int i = 0; i < Threads; i++)
        {
            var thread = new Thread(() =>
            {
                while (true)
                    Next().Run();
            });
            (thread.IsBackground, thread.Name) = (true, "disk");
            thread.Start();
        }
    }

    // Who waits sleeps at once. .NET's collections look again and again first, and that takes a core from those who are at work: one of two, on a small machine.
    private static IDiskWork Next()
    {
        lock (Work)
        {
            while (Work.Count == 0)
                Monitor.Wait(Work);
            return Work.Dequeue();
        }
    }
}
