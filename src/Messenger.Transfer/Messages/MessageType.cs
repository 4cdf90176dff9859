namespace Messenger.Transfer.Messages;

/// <summary>The first byte of a message between the two ends of a transfer. Wire constants.</summary>
internal enum MessageType : byte
{
    /// <summary>Receiver: these chunks, please. Body: runs of 9 bytes, see <see cref="WantRun"/>.</summary>
    Want = 1,

    /// <summary>Receiver: so many bytes are verified on disk. Body: i64.</summary>
    Verified = 2,

    /// <summary>Receiver: all is verified; is the source still what it was?</summary>
    Done = 3,

    /// <summary>Sender: it was, when all was read that these first messages with wants asked for. Body: u32, how many messages.</summary>
    Trailer = 4,

    /// <summary>Receiver: all is in place.</summary>
    Bye = 5,

    /// <summary>Either end: no bytes for now.</summary>
    Pause = 6,

    /// <summary>Either end: bytes again.</summary>
    Resume = 7,

    /// <summary>Either end stops on purpose. Body: a sentence, UTF-8.</summary>
    Stop = 8,

    /// <summary>Either end cannot go on. Body: <see cref="TransferFailure"/> u8, a sentence in UTF-8.</summary>
    Fail = 9,

    /// <summary>Either end lives. Nothing follows from it.</summary>
    Heartbeat = 10,

    /// <summary>Sender, first of all: the state of its files. Body: XXH3-128 of it.</summary>
    Source = 11,

    /// <summary>Receiver: no more bytes a second than this. Body: i64; 0: as many as you like.</summary>
    Rate = 12,

    /// <summary>Receiver, first of all: the first chunks, please, of whatever there is. It has nothing yet, and does not know the plan. A Want. Body: u32, bytes of chunks.</summary>
    Begin = 13,
}
