using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>Sends what was written on its way to the disk while more comes, so that little is left to wait for at the end. Advice only: nothing depends on it.</summary>
internal sealed class EarlyWriteback
{
    private const long Step = 4 * 1024 * 1024;

    // A slow disk lets the call wait: one at a time in the whole process keeps its threads for others.
    private static readonly Call Only = new();
    private static int _isRunning;
    private long _dirty;

    /// <summary>So many bytes were written to a file.</summary>
    public void OnWritten(SafeFileHandle file, int length)
    {
        _dirty += length;
        if (_dirty < Step || Interlocked.Exchange(ref _isRunning, 1) == 1)
            return;
        _dirty = 0;
        Only.File = file;
        ThreadPool.UnsafeQueueUserWorkItem(Only, preferLocal: false);
    }

    private sealed class Call : IThreadPoolWorkItem
    {
        public SafeFileHandle? File { get; set; }

        public void Execute()
        {
            try
            {
                _ = Native.SyncRange(File!, 0, 0, Native.SyncRangeWrite);
            }
            catch (ObjectDisposedException)
            {
                // The file was closed meanwhile, and synchronised before that where it matters.
            }
            finally
            {
                File = null;
                Volatile.Write(ref _isRunning, 0);
            }
        }
    }
}
