using MemoryPack;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;

namespace Messenger.Contracts.Control;

/// <summary>All that a client can say on the control channel. CTL-EVOLVE-1: tags are wire constants; add at the end, never reuse.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(Login))]
[MemoryPackUnion(1, typeof(Logout))]
[MemoryPackUnion(2, typeof(ClientPing))]
[MemoryPackUnion(3, typeof(ClientPong))]
[MemoryPackUnion(4, typeof(PostMessage))]
[MemoryPackUnion(5, typeof(JoinRoom))]
[MemoryPackUnion(6, typeof(PartRoom))]
[MemoryPackUnion(7, typeof(SetTopic))]
[MemoryPackUnion(8, typeof(SetAway))]
[MemoryPackUnion(9, typeof(ListRooms))]
[MemoryPackUnion(10, typeof(ListMembers))]
[MemoryPackUnion(11, typeof(Whois))]
[MemoryPackUnion(12, typeof(FetchHistory))]
[MemoryPackUnion(13, typeof(ListFiles))]
[MemoryPackUnion(14, typeof(OpenDownload))]
[MemoryPackUnion(15, typeof(FetchPlan))]
[MemoryPackUnion(16, typeof(CancelTransfer))]
[MemoryPackUnion(17, typeof(AddPlanFiles))]
[MemoryPackUnion(18, typeof(OpenUpload))]
[MemoryPackUnion(19, typeof(ListParcels))]
[MemoryPackUnion(20, typeof(AnswerParcel))]
[MemoryPackUnion(21, typeof(Operate))]
[MemoryPackUnion(22, typeof(OpenLink))]
[MemoryPackUnion(23, typeof(ListKeys))]
[MemoryPackUnion(24, typeof(UnlinkKey))]
[MemoryPackUnion(25, typeof(Rename))]
[MemoryPackUnion(26, typeof(ReleaseName))]
public abstract partial record ClientFrame
{
    /// <summary>The highest tag above: a peer that sends a higher one is newer than this build.</summary>
    public const ushort LastTag = 26;
}

/// <summary>A frame that is answered: by its own reply, by <see cref="Done"/>, or by <see cref="Refused"/>.</summary>
public interface IRequest
{
    /// <summary>Chosen by the client, 1 and up; the answer carries it in <see cref="IReply.RequestId"/>.</summary>
    uint RequestId { get; }
}
