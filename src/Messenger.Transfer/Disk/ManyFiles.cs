namespace Messenger.Transfer.Disk;

/// <summary>Looks at many files, which somebody waits for: the threads of the disk help, where there are enough.</summary>
internal sealed class ManyFiles : IDiskWork
{
    // Files that are worth a look by another thread; one of the disk gives way to other work behind so many.
    private const int FilesOfPiece = 400, MaxHelpers = 3;

    private readonly object _gate = new();
    private readonly Queue<Action> _pieces = [];
    private int _helpers, _atWork;

    /// <summary>Looks at all.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="look">Looks at those from an index up to another; on any thread. It must not throw.</param>
    public static void Look(int count, Action<int, int> look)
    {
        var many = new ManyFiles();
        for (int at = 0; at < count; at += FilesOfPiece)
        {
            int from = at, to = Math.Min(from + FilesOfPiece, count);
            many.Add(() => look(from, to));
        }

        many.Finish();
    }

    /// <summary>Adds a look at some hundred files, which may begin at once where it is not the only one.</summary>
    /// <param name="piece">The look; on any thread. It must not throw.</param>
    public void Add(Action piece)
    {
        lock (_gate)
        {
            _pieces.Enqueue(piece);
            if (_pieces.Count == 1 || _helpers == MaxHelpers)
                return;
            _helpers++;
        }

        DiskThreads.Run(this, apart: true);
    }

    /// <summary>Helps until all is looked at.</summary>
    public void Finish()
    {
        while (TryRun())
        {
        }

        lock (_gate)
        {
            while (_atWork > 0)
                Monitor.Wait(_gate);
        }
    }

    void IDiskWork.Run()
    {
        if (TryRun())
        {
            DiskThreads.RunAgain(this);
            return;
        }

        lock (_gate)
            _helpers--;
    }

    private bool TryRun()
    {
        Action? piece;
        lock (_gate)
        {
            if (!_pieces.TryDequeue(out piece))
                return false;
            _atWork++;
        }

        piece();
        lock (_gate)
        {
            if (--_atWork == 0)
                Monitor.Pulse(_gate);
        }

        return true;
    }
}
