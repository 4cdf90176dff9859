using System.Buffers;
using System.Threading.Channels;
using Messenger.Platform.Streams;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Transfer.Tcp;

/// <summary>
/// A data connection over a slow and distant link: its bytes are delayed and rate-limited in each direction. Loss, reordering, damage
/// and MTU do not apply: the kernel's TCP would have repaired them before the bytes are seen here.
/// </summary>
public sealed class ImpairedStream : AsyncDuplexStream
{
    private const int SliceBytes = 16 * 1024;

    // What a kernel's socket buffers hold; with delay, also what is on its way.
    private const int LeastBuffer = 256 * 1024, MostBuffer = 64 << 20;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Stream _inner;
    private readonly DelayLine _outgoing, _incoming;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _sending, _receiving;
    private ReadOnlyMemory<byte> _rest;

    /// <summary>Puts the link on a stream, which is closed with it.</summary>
    /// <param name="inner">Can be read and written at the same time.</param>
    /// <param name="options">Delay, jitter and rate are used.</param>
    /// <param name="time">The clock.</param>
    public ImpairedStream(Stream inner, ImpairmentOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _inner = inner;
        _outgoing = new DelayLine(options, new Random(options.Seed), time);
        _incoming = new DelayLine(options, new Random(~options.Seed), time);
        _sending = SendAsync();
        _receiving = ReceiveAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
            _rest = await _incoming.LeaveAsync(cancellationToken).ConfigureAwait(false);
        int length = Math.Min(buffer.Length, _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; buffer.Length > 0; buffer = buffer[Math.Min(SliceBytes, buffer.Length)..])
            await _outgoing.EnterAsync(buffer[..Math.Min(SliceBytes, buffer.Length)].ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _outgoing.End(null);
        _closed.CancelAfter(Farewell + _outgoing.Delay);
        await _sending.ConfigureAwait(false);
        await _closed.CancelAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        _closed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        try
        {
            // A slice has its moment: nothing below may hold it for the next one.
            while (await _outgoing.LeaveAsync(_closed.Token).ConfigureAwait(false) is { IsEmpty: false } slice)
            {
                await _inner.WriteAsync(slice, _closed.Token).ConfigureAwait(false);
                await _inner.FlushAsync(_closed.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Told to the next one who writes.
            _outgoing.End(e);
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SliceBytes);
        try
        {
            while (await _inner.ReadAsync(buffer, _closed.Token).ConfigureAwait(false) is > 0 and var length)
                await _incoming.EnterAsync(buffer[..length], _closed.Token).ConfigureAwait(false);
            _incoming.End(null);
        }
        catch (Exception e)
        {
            // Told to the next one who reads.
            _incoming.End(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>One direction: slices come out in order, each when it is due.</summary>
    private sealed class DelayLine
    {
        private readonly ImpairmentOptions _options;
        private readonly Random _random;
        private readonly TimeProvider _time;
        private readonly Channel<(byte[] Bytes, TimeSpan Due)> _slices;
        private TimeSpan _freeAt, _lastDue;

        public DelayLine(ImpairmentOptions options, Random random, TimeProvider time)
        {
            (_options, _random, _time) = (options, random, time);
            double underWay = options.Rate > 0 ? options.Rate / 8 * (options.Delay + options.Jitter).Seconds : MostBuffer;
            int slices = (int)Math.Clamp(LeastBuffer + underWay, LeastBuffer, MostBuffer) / SliceBytes;
            _slices = Channel.CreateBounded<(byte[], TimeSpan)>(new BoundedChannelOptions(slices) { SingleReader = true, SingleWriter = true });
        }

        public TimeSpan Delay => TimeSpan.FromSeconds((_options.Delay + _options.Jitter).Seconds);

        private TimeSpan Now => _time.GetElapsedTime(0);

        public async ValueTask EnterAsync(byte[] slice, CancellationToken ct)
        {
            TimeSpan sent = Now;
            if (_options.Rate > 0)
                sent = _freeAt = (_freeAt > sent ? _freeAt : sent) + TimeSpan.FromSeconds(slice.Length * 8 / _options.Rate);
            TimeSpan due = sent + TimeSpan.FromSeconds(_options.Delay.Seconds + (_options.Jitter.Seconds * _random.NextDouble()));
            _lastDue = due > _lastDue ? due : _lastDue;
            try
            {
                await _slices.Writer.WriteAsync((slice, _lastDue), ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not IOException && !ct.IsCancellationRequested)
            {
                // What ended the line is told as the stream's own failure.
                throw new IOException("The connection has ended.", e);
            }
        }

        /// <summary>The next slice; empty at the end.</summary>
        public async ValueTask<ReadOnlyMemory<byte>> LeaveAsync(CancellationToken ct)
        {
            (byte[] Bytes, TimeSpan Due) slice;
            while (!_slices.Reader.TryRead(out slice))
            {
                if (!await _slices.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
                    return default;
            }

            if (slice.Due - Now is { Ticks: > 0 } wait)
                await Task.Delay(wait, _time, ct).ConfigureAwait(false);
            return slice.Bytes;
        }

        public void End(Exception? error) => _slices.Writer.TryComplete(error);
    }
}
