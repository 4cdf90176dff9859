namespace Messenger.Transfer.Disk;

/// <summary>Looks at many files, which somebody waits for: several threads take a part of them each, where there are enough.</summary>
internal static class ManyFiles
{
    // Files that are worth a thread of their own, and threads of one look.
    private const int FilesOfThread = 1000, MaxThreads = 4;

    /// <summary>Looks at all.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="look">Looks at those from an index up to another; on any thread. It must not throw.</param>
    public static void Look(int count, Action<int, int> look)
    {
        int parts = Math.Clamp(count / FilesOfThread, 1, MaxThreads);
        if (parts == 1)
            look(0, count);
        else
            Parallel.For(0, parts, i => look((int)((long)i * count / parts), (int)((long)(i + 1) * count / parts)));
    }
}
