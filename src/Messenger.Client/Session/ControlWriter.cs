using System.Buffers;

namespace Messenger.Client.Session;

/// <summary>Frames out: whatever waits leaves in one write. Bounded in bytes; any thread may add.</summary>
/// <param name="stream">Where they go.</param>
/// <param name="limitBytes">Bytes that may wait.</param>
internal sealed class ControlWriter(Stream stream, int limitBytes)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private ArrayBufferWriter<byte> _waiting = new(1024);
    private ArrayBufferWriter<byte> _leaving = new(1024);
    private bool _closed;

    /// <summary>Adds a frame; false: too much waits, or it is closed.</summary>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            if (_closed || _waiting.WrittenCount + frame.Length > limitBytes)
                return false;
            _waiting.Write(frame);
            Wake();
            return true;
        }
    }

    /// <summary>Takes no more; <see cref="RunAsync"/> writes what waits and ends.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Wake();
        }
    }

    /// <summary>Writes until <see cref="Close"/>.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            await _work.WaitAsync(cancel).ConfigureAwait(false);
            bool last;
            lock (_gate)
            {
                (_waiting, _leaving) = (_leaving, _waiting);
                last = _closed;
            }

            if (_leaving.WrittenCount > 0)
            {
                await stream.WriteAsync(_leaving.WrittenMemory, cancel).ConfigureAwait(false);
                await stream.FlushAsync(cancel).ConfigureAwait(false);
                _leaving.ResetWrittenCount();
            }

            if (last)
                return;
        }
    }

    private void Wake()
    {
        if (_work.CurrentCount == 0)
            _work.Release();
    }
}
