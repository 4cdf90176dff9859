namespace Messenger.Transfer.Disk;

/// <summary>
/// A few threads that wait for disks, so that nobody else has to: neither the thread that all transfers over UDP share, nor the pool's, which the chat needs.
/// </summary>
internal static class DiskThreads
{
    // A disk answers several questions faster than one after another; more threads than this only move the queue into the kernel.
    private const int Threads = 4;

    private static readonly Lock Gate = new();
    private static readonly Queue<IDiskWork> Waiting = [];
    private static readonly List<DiskThread> Idle = [];
    private static bool _hasBegun;

    /// <summary>Runs a piece of work, soon; pieces begin in the order in which they came. It must not throw.</summary>
    /// <param name="work">The piece.</param>
    /// <param name="apart">
    /// On another processor than the caller's, where there is one: both have much to do, now. The kernel likes to wake a thread where its waker runs, and may leave it
    /// there for milliseconds, next to a processor that has nothing to do.
    /// </param>
    public static void Run(IDiskWork work, bool apart = false)
    {
        int shunned = apart ? Processors.Current : Processors.None;
        DiskThread thread;
        lock (Gate)
        {
            if (!_hasBegun)
                Begin();
            if (Idle.Count == 0)
            {
                Waiting.Enqueue(work);
                return;
            }

            thread = TakeIdle(shunned);
        }

        // Woken while the lock is held, it would only wait for that.
        thread.Wake(work, shunned);
    }

    /// <summary>Runs a piece of work again, behind those that wait; for the piece that runs, whose thread takes the next one as soon as this one ends.</summary>
    public static void RunAgain(IDiskWork work)
    {
        lock (Gate)
            Waiting.Enqueue(work);
    }

    private static void Begin()
    {
        for (int i = Idle.Count; i < Threads; i++)
            Idle.Add(new DiskThread(Next));
        _hasBegun = true;
    }

    // One that shuns the same processor already, where there is one; else that which went to sleep last.
    private static DiskThread TakeIdle(int shunned)
    {
        int i = Idle.Count - 1;
        while (i >= 0 && Idle[i].Shunned != shunned)
            i--;
        i = i < 0 ? Idle.Count - 1 : i;
        DiskThread found = Idle[i];
        Idle.RemoveAt(i);
        return found;
    }

    private static IDiskWork? Next(DiskThread thread)
    {
        lock (Gate)
        {
            if (Waiting.TryDequeue(out IDiskWork? work))
                return work;
            Idle.Add(thread);
            return null;
        }
    }
}
