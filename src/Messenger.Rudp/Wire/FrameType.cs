namespace Messenger.Rudp.Wire;

/// <summary>The first byte of a frame. The values are wire constants (RUDP-FRAME-1).</summary>
internal enum FrameType : byte
{
    Padding = 0x00,
    Ping = 0x01,
    Ack = 0x02,
    Data = 0x03,
    Message = 0x04,
    Window = 0x05,
    PathChallenge = 0x06,
    PathResponse = 0x07,
    Close = 0x08,

    /// <summary>In an Initial and an Answer only.</summary>
    Parameters = 0x10,

    /// <summary>In an Answer only.</summary>
    Answer = 0x11,
}
