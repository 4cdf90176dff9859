using System.Buffers;
using System.Buffers.Binary;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Benchmarks.Chat;

/// <summary>The control channel of msgr: the room is the lobby, which a login enters.</summary>
internal sealed class MsgrDialect : IChatDialect
{
    // The tags of ServerFrame: read without decoding, so that the load costs less than the server.
    private const byte RefusedTag = 2;
    private const byte PingTag = 4;
    private const byte MessageTag = 7;
    private const byte RoomJoinedTag = 9;

    private readonly byte[] _alive = ControlCodec.Encode(new ClientPong());
    private uint _requests;

    public string? Protocol => WireLimits.ControlProtocol;

    public bool NeedsCertificate => true;

    public bool EchoesOwn => true;

    public byte[] Enter(string name) =>
        ControlCodec.Encode(new Login { Name = name, Purpose = SessionPurpose.Chat, Client = "benchmark" });

    public byte[] Say(string text) => ControlCodec.Encode(new PostMessage
    {
        RequestId = Interlocked.Increment(ref _requests),
        ClientMessageId = Guid.NewGuid(),
        Room = WireLimits.Lobby,
        Text = text,
    });

    public byte[] Answer(ReadOnlySpan<byte> unit) => _alive;

    public string Explain(ReadOnlySpan<byte> unit)
    {
        var body = new ReadOnlySequence<byte>(unit[WireLimits.FramePrefix..].ToArray());
        _ = ControlCodec.Decode(body, out ServerFrame? frame, out _);
        return frame is Refused refused ? refused.Sentence : "refused";
    }

    public bool TryRead(ReadOnlySpan<byte> received, out int length, out Received meaning)
    {
        length = 0;
        meaning = Received.Other;
        if (received.Length < WireLimits.FramePrefix)
            return false;
        length = WireLimits.FramePrefix + (int)BinaryPrimitives.ReadUInt32LittleEndian(received);
        if (received.Length < length)
            return false;
        meaning = received[WireLimits.FramePrefix] switch
        {
            MessageTag => Received.Message,
            RoomJoinedTag => Received.Entered,
            PingTag => Received.Question,
            RefusedTag => Received.Refused,
            _ => Received.Other,
        };
        return true;
    }
}
