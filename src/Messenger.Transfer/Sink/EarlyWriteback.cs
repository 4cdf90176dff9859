using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>Sends what was written on its way to the disk while more comes, so that little is left to wait for at the end. Advice only: nothing depends on it.</summary>
internal sealed class EarlyWriteback
{
    private const long Step = 4 * 1024 * 1024;

    // A slow disk lets the call wait: one at a time in the whole process keeps its threads for others.
    private static int _isRunning;
    private long _dirty;

    /// <summary>So many bytes were written to a file.</summary>
    public void OnWritten(SafeFileHandle file, int length)
    {
        _dirty += length;
        if (_dirty < Step || Interlocked.Exchange(ref _isRunning, 1) == 1)
            return;
        _dirty = 0;
        ThreadPool.UnsafeQueueUserWorkItem(Begin, file, preferLocal: false);
    }

    private static void Begin(SafeFileHandle file)
    {
        try
        {
            _ = Native.SyncRange(file, 0, 0, Native.SyncRangeWrite);
        }
        catch (ObjectDisposedException)
        {
            // The file was closed meanwhile, and synchronised before that where it matters.
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }
}
