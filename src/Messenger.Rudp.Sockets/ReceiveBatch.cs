using System.Runtime.InteropServices;
using Messenger.Rudp.Sockets.Native;

namespace Messenger.Rudp.Sockets;

/// <summary>The buffers of one receive call, outside the managed heap so that nothing has to be pinned.</summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    public const int Buffers = 16;

    // A coalesced buffer holds at most 64 KiB, the largest UDP payload.
    private const int BufferBytes = 65_536;

    private readonly byte* _memory;
    private readonly BatchHeader* _headers;
    private readonly IoVector* _vectors;
    private readonly byte* _names;
    private readonly SegmentControl* _controls;

    public ReceiveBatch()
    {
        const int each = BufferBytes + SocketAddressBytes.Size;
        nuint bytes = (nuint)(Buffers * (each + sizeof(BatchHeader) + sizeof(IoVector) + sizeof(SegmentControl)));
        _memory = (byte*)NativeMemory.AllocZeroed(bytes);
        _headers = (BatchHeader*)(_memory + (Buffers * BufferBytes));
        _vectors = (IoVector*)(_headers + Buffers);
        _controls = (SegmentControl*)(_vectors + Buffers);
        _names = (byte*)(_controls + Buffers);
    }

    /// <summary>The datagrams of a filled buffer.</summary>
    public Span<byte> Data(int index) => new(_memory + (index * BufferBytes), (int)_headers[index].Length);

    /// <summary>Who sent them.</summary>
    public PathAddress From(int index) =>
        SocketAddressBytes.Read(new ReadOnlySpan<byte>(_names + (index * SocketAddressBytes.Size), SocketAddressBytes.Size));

    /// <summary>The size of each datagram in the buffer; the last may be shorter.</summary>
    public int SegmentSize(int index)
    {
        ref readonly SegmentControl control = ref _controls[index];
        bool coalesced = _headers[index].Message.ControlLength > 0 && control.Level == Libc.SOL_UDP && control.Type == Libc.UDP_GRO;
        return coalesced && control.Value > 0 ? control.Value : Math.Max(1, (int)_headers[index].Length);
    }

    /// <summary>Makes the headers ready for the next call, which overwrites them.</summary>
    internal BatchHeader* Prepare()
    {
        for (int i = 0; i < Buffers; i++)
        {
            _vectors[i] = new IoVector { Base = _memory + (i * BufferBytes), Length = BufferBytes };
            _headers[i] = default;
            _headers[i].Message = new MessageHeader
            {
                Name = _names + (i * SocketAddressBytes.Size),
                NameLength = SocketAddressBytes.Size,
                Vectors = _vectors + i,
                VectorCount = 1,
                Control = _controls + i,
                ControlLength = (nuint)sizeof(SegmentControl),
            };
        }

        return _headers;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_memory);
}
