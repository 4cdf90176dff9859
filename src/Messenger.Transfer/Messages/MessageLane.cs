using System.Buffers.Binary;
using System.Text;

namespace Messenger.Transfer.Messages;

/// <summary>The messages that wait to be sent: small, in order, each whole.</summary>
internal sealed class MessageLane
{
    /// <summary>Bytes of a message, at most: what every transport carries whole.</summary>
    public const int MaxLength = 16 * 1024;

    private const int MaxSentenceBytes = 1000;
    private readonly Queue<byte[]> _waiting = new();

    public void Add(MessageType type) => _waiting.Enqueue([(byte)type]);

    public void Add(byte[] message) => _waiting.Enqueue(message);

    public void AddSource(UInt128 stamp)
    {
        byte[] message = new byte[1 + (2 * sizeof(ulong))];
        message[0] = (byte)MessageType.Source;
        BinaryPrimitives.WriteUInt128BigEndian(message.AsSpan(1), stamp);
        _waiting.Enqueue(message);
    }

    public void AddTrailer(int wants)
    {
        byte[] message = new byte[1 + sizeof(uint)];
        message[0] = (byte)MessageType.Trailer;
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(1), (uint)wants);
        _waiting.Enqueue(message);
    }

    public void AddStop(string sentence) => _waiting.Enqueue([(byte)MessageType.Stop, .. Utf8(sentence)]);

    public void AddFail(TransferFailure failure, string sentence) => _waiting.Enqueue(Fail(failure, sentence));

    public static byte[] Fail(TransferFailure failure, string sentence) => [(byte)MessageType.Fail, (byte)failure, .. Utf8(sentence)];

    public bool TryTake(Span<byte> destination, out int length)
    {
        length = 0;
        if (!_waiting.TryDequeue(out byte[]? message))
            return false;
        message.CopyTo(destination);
        length = message.Length;
        return true;
    }

    /// <summary>What is not worth sending any more after the end.</summary>
    public void Clear() => _waiting.Clear();

    /// <summary>A sentence as far as it is one: damaged UTF-8 shows as replacement characters.</summary>
    public static string Sentence(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxSentenceBytes)]);

    /// <summary>What a peer's failure means here; one that this build does not know is the peer's own affair.</summary>
    public static EndOutcome Failure(ReadOnlySpan<byte> body)
    {
        var failure = (TransferFailure)body[0];
        if (failure is TransferFailure.None or > TransferFailure.NoSuchTransfer)
            failure = TransferFailure.Protocol;
        return new EndOutcome(TransferEnd.Failed, failure, Sentence(body[1..]), ByPeer: true);
    }

    private static byte[] Utf8(string sentence)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(sentence);
        return bytes.Length <= MaxSentenceBytes ? bytes : bytes[..MaxSentenceBytes];
    }
}
