using System.Collections.Concurrent;

namespace Messenger.Transfer.Source;

/// <summary>
/// A few threads that wait for disks, so that nobody else has to: neither the thread that all transfers over UDP share, nor the pool's, which the chat needs.
/// </summary>
internal static class DiskThreads
{
    // A disk answers several questions faster than one after another; more threads than this only move the queue into the kernel.
    private const int Threads = 4;
    private static readonly Lazy<BlockingCollection<Action>> Work = new(Start);

    /// <summary>Runs a piece of work, soon; pieces begin in the order in which they came. It must not throw.</summary>
    public static void Run(Action work) => Work.Value.Add(work);

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        for (int i = 0; i < Threads; i++)
        {
            var thread = new Thread(() =>
            {
                foreach (Action piece in work.GetConsumingEnumerable())
                    piece();
            });
            (thread.IsBackground, thread.Name) = (true, "disk");
            thread.Start();
        }

        return work;
    }
}
