using System.Buffers;
using Messenger.Contracts.Framing;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>CTL-FRAME-1 and -2: a stream is cut into the same frames, however it comes in pieces, and never into more than the limit.</summary>
internal sealed class FrameStream : FuzzTarget
{
    private const int Limit = 64;

    public override string Name => "frame-stream";

    public override IEnumerable<byte[]> Seeds => [[3, 1, 0, 0, 0, 9, 2, 0, 0, 0, 8, 7], [1, 64, 0, 0, 0, .. new byte[64], 65, 0, 0, 0]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        var feed = new Feed(input);
        int piece = 1 + feed.Below(32);
        byte[] stream = feed.Rest().ToArray();
        var whole = new ReadOnlySequence<byte>(stream);
        ReadOnlySequence<byte> pieces = Cut(stream, piece);
        while (true)
        {
            FrameStatus status = FrameReader.TryRead(ref whole, Limit, out ReadOnlySequence<byte> body);
            FrameStatus other = FrameReader.TryRead(ref pieces, Limit, out ReadOnlySequence<byte> same);
            BrokenRuleException.ThrowUnless(status == other && whole.Length == pieces.Length && body.ToArray().AsSpan().SequenceEqual(same.ToArray()), "pieces give other frames");
            if (status != FrameStatus.Complete)
                return;
            BrokenRuleException.ThrowUnless(body.Length is >= 1 and <= Limit, "a frame is over the limit");
        }
    }

    private static ReadOnlySequence<byte> Cut(byte[] stream, int piece)
    {
        var first = new Piece(stream.AsMemory(0, Math.Min(piece, stream.Length)), null);
        Piece last = first;
        for (int at = piece; at < stream.Length; at += piece)
            last = new Piece(stream.AsMemory(at, Math.Min(piece, stream.Length - at)), last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
