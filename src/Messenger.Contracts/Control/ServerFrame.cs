using MemoryPack;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;

namespace Messenger.Contracts.Control;

/// <summary>All that a server can say on the control channel. CTL-EVOLVE-1: tags are wire constants; add at the end, never reuse.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(Welcome))]
[MemoryPackUnion(1, typeof(LoggedIn))]
[MemoryPackUnion(2, typeof(Refused))]
[MemoryPackUnion(3, typeof(Done))]
[MemoryPackUnion(4, typeof(ServerPing))]
[MemoryPackUnion(5, typeof(ServerPong))]
[MemoryPackUnion(6, typeof(Closing))]
[MemoryPackUnion(7, typeof(MessagePosted))]
[MemoryPackUnion(8, typeof(MessageAccepted))]
[MemoryPackUnion(9, typeof(RoomJoined))]
[MemoryPackUnion(10, typeof(PresenceChanged))]
[MemoryPackUnion(11, typeof(TopicChanged))]
[MemoryPackUnion(12, typeof(RoomPage))]
[MemoryPackUnion(13, typeof(MemberPage))]
[MemoryPackUnion(14, typeof(WhoisReply))]
[MemoryPackUnion(15, typeof(HistoryPage))]
[MemoryPackUnion(16, typeof(FilePage))]
[MemoryPackUnion(17, typeof(TransferOffer))]
[MemoryPackUnion(18, typeof(PlanPage))]
[MemoryPackUnion(19, typeof(TransferEnded))]
[MemoryPackUnion(20, typeof(UploadDone))]
[MemoryPackUnion(21, typeof(ParcelPage))]
[MemoryPackUnion(22, typeof(ParcelChanged))]
[MemoryPackUnion(23, typeof(Operated))]
[MemoryPackUnion(24, typeof(LinkOpened))]
[MemoryPackUnion(25, typeof(KeyPage))]
[MemoryPackUnion(26, typeof(Renamed))]
public abstract partial record ServerFrame
{
    /// <summary>The highest tag above: a peer that sends a higher one is newer than this build.</summary>
    public const ushort LastTag = 26;
}

/// <summary>A frame that answers a request.</summary>
public interface IReply
{
    /// <summary>The request's id; 0 where there was none (a login, or a frame that could not be read).</summary>
    uint RequestId { get; }
}
