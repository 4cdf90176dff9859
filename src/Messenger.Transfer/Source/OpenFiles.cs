using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Source;

/// <summary>The few files that are open at once; the one that was not used for longest is closed for the next.</summary>
internal sealed class OpenFiles(Func<int, SafeFileHandle> open) : IDisposable
{
    // Sequential work needs one; ranges that are sent again may lie in the files before.
    private const int Capacity = 8;
    private readonly (int File, SafeFileHandle Handle)[] _open = new (int, SafeFileHandle)[Capacity];
    private int _count;

    public SafeFileHandle Get(int file)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_open[i].File != file)
                continue;
            (int, SafeFileHandle Handle) found = _open[i];
            MoveToFront(i, found);
            return found.Handle;
        }

        SafeFileHandle handle = open(file);
        if (_count == Capacity)
            _open[--_count].Handle.Dispose();
        MoveToFront(_count++, (file, handle));
        return handle;
    }

    /// <summary>Closes a file, if it is open.</summary>
    public void Close(int file)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_open[i].File != file)
                continue;
            _open[i].Handle.Dispose();
            _open.AsSpan(i + 1, --_count - i).CopyTo(_open.AsSpan(i));
            return;
        }
    }

    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
            _open[i].Handle.Dispose();
        _count = 0;
    }

    private void MoveToFront(int index, (int, SafeFileHandle) entry)
    {
        _open.AsSpan(0, index).CopyTo(_open.AsSpan(1));
        _open[0] = entry;
    }
}
