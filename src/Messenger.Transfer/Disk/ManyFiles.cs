namespace Messenger.Transfer.Disk;

/// <summary>Looks at many files, which somebody waits for: the threads of the disk help, where there are enough.</summary>
internal sealed class ManyFiles : IDiskWork
{
    // Files that are looked at in one go, and that are worth a thread of their own.
    private const int FilesOfPiece = 100, FilesOfThread = 1000, MaxHelpers = 3;

    // A thread of the disk gives way to the others after so many pieces.
    private const int PiecesATurn = 4;

    private readonly object _gate = new();
    private readonly int _count;
    private readonly Action<int, int> _look;
    private int _next, _atWork;

    private ManyFiles(int count, Action<int, int> look) => (_count, _look) = (count, look);

    /// <summary>Looks at all.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="look">Looks at those from an index up to another; on any thread. It must not throw.</param>
    public static void Look(int count, Action<int, int> look)
    {
        int helpers = Math.Min(count / FilesOfThread, MaxHelpers);
        if (helpers == 0)
        {
            look(0, count);
            return;
        }

        var many = new ManyFiles(count, look);
        for (int i = 0; i < helpers; i++)
            DiskThreads.Run(many, apart: true);
        while (many.LookAtSome())
        {
        }

        many.Wait();
    }

    void IDiskWork.Run()
    {
        for (int i = 0; i < PiecesATurn; i++)
        {
            if (!LookAtSome())
                return;
        }

        DiskThreads.RunAgain(this);
    }

    private bool LookAtSome()
    {
        int from;
        lock (_gate)
        {
            if (_next >= _count)
                return false;
            from = _next;
            _next += FilesOfPiece;
            _atWork++;
        }

        _look(from, Math.Min(from + FilesOfPiece, _count));
        lock (_gate)
        {
            if (--_atWork == 0)
                Monitor.PulseAll(_gate);
        }

        return true;
    }

    private void Wait()
    {
        lock (_gate)
        {
            while (_atWork > 0)
                Monitor.Wait(_gate);
        }
    }
}
