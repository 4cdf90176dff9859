using Messenger.Transfer.Disk;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Sink;

/// <summary>
/// Files of which nothing is here and all has come: written with as few calls as there can be, and where there are many of them beside the thread that uses this, which helps
/// as soon as it has nothing else to do.
/// </summary>
internal sealed unsafe class WholeFiles(RootedDirectory root) : IDiskWork, IDisposable
{
    // Another thread is not called for fewer: it may sleep, and then comes as late as so many are written.
    private const int Many = 8;

    private readonly object _gate = new();
    private readonly LastFolder _own = new(), _other = new();
    private WholeFile[] _files = [];
    private byte* _bytes;
    private Helper _helper;
    private bool _isQueued;
    private int _next;
    private Exception? _trouble;
    private bool _isAwaited;

    private enum Helper : byte
    {
        Absent,
        Called,
        Working,
    }

    /// <summary>Is called when all are written and nobody waits for it; on any thread.</summary>
    public Action? Wake { get; set; }

    /// <summary>Those that are to be written, and behind <see cref="Finish"/> what became of them.</summary>
    public Span<WholeFile> Files => _files.AsSpan(0, Count);

    /// <summary>So many that they are worth another thread.</summary>
    public bool AreMany => Count >= Many;

    /// <summary>Behind <see cref="Begin"/>: all are written, and <see cref="Finish"/> will not wait.</summary>
    public bool AreWritten
    {
        get
        {
            lock (_gate)
                return _helper == Helper.Absent;
        }
    }

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one.</summary>
    /// <param name="target">It has no part yet.</param>
    /// <param name="at">Where its bytes begin.</param>
    public void Add(TargetFile target, int at)
    {
        if (Count == _files.Length)
            Array.Resize(ref _files, Math.Max(64, 2 * Count));
        _files[Count++] = new WholeFile { Target = target, At = at };
    }

    /// <summary>Has another thread write them.</summary>
    /// <param name="bytes">What they are cut from; to stay as it is, and where it is, until <see cref="Finish"/>.</param>
    public void Begin(byte* bytes)
    {
        _bytes = bytes;
        (_next, _isAwaited) = (0, false);
        CallHelper();
    }

    /// <summary>Helps to write what <see cref="Begin"/> began, until all is written.</summary>
    /// <returns>What went wrong with one of them, whereupon those behind it may be missing; null: nothing.</returns>
    public Exception? Finish()
    {
        Volatile.Write(ref _isAwaited, true);
        WriteSome(_own);
        Settle();
        Exception? trouble = _trouble;
        _trouble = null;
        return trouble;
    }

    /// <summary>Writes them at once.</summary>
    /// <param name="data">What they are cut from.</param>
    /// <returns>As <see cref="Finish"/>.</returns>
    public Exception? Write(ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            _bytes = bytes;
            _next = 0;
            if (AreMany)
                CallHelper();
            return Finish();
        }
    }

    /// <summary>They are dealt with.</summary>
    public void Clear()
    {
        _files.AsSpan(0, Count).Clear();
        Count = 0;
        _own.Forget();
        _other.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
    }

    void IDiskWork.Run()
    {
        lock (_gate)
        {
            _isQueued = false;
            // Too late: all is written.
            if (_helper != Helper.Called)
                return;
            _helper = Helper.Working;
        }

        WriteSome(_other);
        lock (_gate)
        {
            _helper = Helper.Absent;
            Monitor.Pulse(_gate);
        }

        if (!Volatile.Read(ref _isAwaited))
            Wake?.Invoke();
    }

    private void CallHelper()
    {
        lock (_gate)
        {
            _helper = Helper.Called;
            // One call at a time waits for a thread.
            if (_isQueued)
                return;
            _isQueued = true;
        }

        DiskThreads.Run(this, apart: true);
    }

    private void Settle()
    {
        lock (_gate)
        {
            while (_helper == Helper.Working)
                Monitor.Wait(_gate);
            _helper = Helper.Absent;
        }
    }

    private void WriteSome(LastFolder folder)
    {
        try
        {
            for (int i = Interlocked.Increment(ref _next) - 1; i < Count; i = Interlocked.Increment(ref _next) - 1)
                Make(folder, ref _files[i]);
        }
        // Whatever it is, it is for whoever waits.
        catch (Exception e)
        {
            _trouble = e;
            Volatile.Write(ref _next, Count);
        }
    }

    private void Make(LastFolder folder, ref WholeFile file)
    {
        TargetFile target = file.Target;
        int descriptor = folder.Open(root, target.Part, create: true, out ReadOnlySpan<char> name).CreateBriefly(name);
        if (descriptor < 0)
            return;
        using var part = new BriefFile(descriptor, target.Part);
        file.Made = part.Status().Identity;
        part.Write(new ReadOnlySpan<byte>(_bytes + file.At, (int)target.Planned.Size));
        // Nothing is executable before it is verified.
        if (!target.IsExecutable)
        {
            part.SetModified(target.Planned.Modified);
            target.IsDressed = true;
        }
    }
}
