namespace Messenger.Contracts;

/// <summary>Bounds that both ends of the control channel keep. Changing one changes the protocol.</summary>
public static class WireLimits
{
    /// <summary>The control protocol that this build speaks.</summary>
    public const ushort ProtocolVersion = 1;

    /// <summary>TLS application protocol of the control channel.</summary>
    public const string ControlProtocol = "msgr/1";

    /// <summary>TLS application protocol of a TCP data connection.</summary>
    public const string DataProtocol = "msgr-data/1";

    /// <summary>The port, TCP and UDP, where none is named.</summary>
    public const int DefaultPort = 55000;

    /// <summary>The room that everybody in the chat is in.</summary>
    public const string Lobby = "lobby";

    /// <summary>The name of one's own inbox where a room is asked for: the log of private messages, sent and received.</summary>
    public const string Inbox = "@";

    /// <summary>Bytes of a frame's length prefix.</summary>
    public const int FramePrefix = 4;

    /// <summary>Bytes of a frame's body, at most: what one peer can make the other keep for one frame.</summary>
    public const int FrameBytes = 64 * 1024;

    /// <summary>The same before login, where the peer is still a stranger.</summary>
    public const int FrameBytesBeforeLogin = 4 * 1024;

    /// <summary>UTF-8 bytes of a user or room name: 32 user-perceived characters of at most 4 bytes.</summary>
    public const int NameBytes = 128;

    /// <summary>Characters (UTF-16 units) of a message's text.</summary>
    public const int TextLength = 4_000;

    /// <summary>UTF-8 bytes of a message's text: three for every UTF-16 unit.</summary>
    public const int TextBytes = 3 * TextLength;

    /// <summary>UTF-8 bytes of a topic or the reason of an absence.</summary>
    public const int TopicBytes = 1_000;

    /// <summary>UTF-8 bytes of a sentence for people.</summary>
    public const int SentenceBytes = 2_000;

    /// <summary>UTF-8 bytes of a version, product or server name.</summary>
    public const int LabelBytes = 200;

    /// <summary>UTF-8 bytes of a path in the library: Linux's PATH_MAX.</summary>
    public const int PathBytes = 4_096;

    /// <summary>Names and patterns in one request for a download.</summary>
    public const int Selections = 256;

    /// <summary>Bytes of a resume token.</summary>
    public const int ResumeTokenBytes = 16;

    /// <summary>Bytes of a transfer's secret.</summary>
    public const int SecretBytes = 32;

    /// <summary>Bytes of the proof of a join secret.</summary>
    public const int JoinProofBytes = 32;

    /// <summary>Bytes of the proof of a link code.</summary>
    public const int LinkProofBytes = 40;

    /// <summary>Keys of one user.</summary>
    public const int KeysPerUser = 16;

    /// <summary>Bytes of a plan's digest (XXH3-128).</summary>
    public const int PlanDigestBytes = 16;

    /// <summary>Bytes of a SHA-256.</summary>
    public const int Sha256Bytes = 32;

    /// <summary>Members in one page or one presence delta.</summary>
    public const int MembersPerPage = 256;

    /// <summary>Rooms in one page.</summary>
    public const int RoomsPerPage = 64;

    /// <summary>Messages in one page.</summary>
    public const int MessagesPerPage = 128;

    /// <summary>Files in one page.</summary>
    public const int FilesPerPage = 1024;

    /// <summary>Bytes of a file in a plan beside its path, at most.</summary>
    public const int PlanFileBytes = 40;

    /// <summary>Parcels in one page.</summary>
    public const int ParcelsPerPage = 128;

    /// <summary>Words of an operator's act.</summary>
    public const int ActWords = 8;

    /// <summary>Lines of an answer to an operator.</summary>
    public const int ActLines = 1_024;

    /// <summary>Bytes that a page may fill with its items, so that the frame around it stays below <see cref="FrameBytes"/>.</summary>
    public const int PageBytes = 56 * 1024;
}
