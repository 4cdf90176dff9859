namespace Messenger.Transfer.Disk;

/// <summary>
/// One of the <see cref="DiskThreads"/>. Without work it sleeps at once: .NET's collections look again and again first, and that takes a processor from those who are at
/// work, one of two on a small machine.
/// </summary>
internal sealed class DiskThread
{
    private readonly object _gate = new();
    private readonly Func<DiskThread, IDiskWork?> _next;
    private IDiskWork? _work;
    private volatile int _id;

    /// <summary>Begins a thread that sleeps.</summary>
    /// <param name="next">Gives it the next piece behind each; null: it sleeps again.</param>
    public DiskThread(Func<DiskThread, IDiskWork?> next)
    {
        _next = next;
        new Thread(Serve) { IsBackground = true, Name = "disk" }.Start();
    }

    /// <summary>The processor that it does not run on; <see cref="Processors.None"/>: it runs on all.</summary>
    public int Shunned { get; private set; } = Processors.None;

    /// <summary>Gives it a piece of work; it must be asleep, or on its way there.</summary>
    /// <param name="work">The piece.</param>
    /// <param name="shunned">The new <see cref="Shunned"/>.</param>
    public void Wake(IDiskWork work, int shunned)
    {
        if (shunned != Shunned && _id is > 0 and int id)
        {
            Processors.Shun(id, shunned);
            Shunned = shunned;
        }

        lock (_gate)
        {
            _work = work;
            Monitor.Pulse(_gate);
        }
    }

    private void Serve()
    {
        _id = Kernel.ThreadId();
        while (true)
        {
            for (IDiskWork? work = Sleep(); work is not null; work = _next(this))
                work.Run();
        }
    }

    private IDiskWork Sleep()
    {
        lock (_gate)
        {
            while (_work is null)
                Monitor.Wait(_gate);
            IDiskWork work = _work;
            _work = null;
            return work;
        }
    }
}
