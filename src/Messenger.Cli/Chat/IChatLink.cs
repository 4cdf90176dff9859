using System.Threading.Channels;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Transfer;

namespace Messenger.Cli.Chat;

/// <summary>What the chat's views use of a session: what happens, what is known, what can be done.</summary>
internal interface IChatLink
{
    /// <summary>All that happens, for one reader.</summary>
    ChannelReader<ChatEvent> Events { get; }

    /// <summary>Logged in now.</summary>
    bool Online { get; }

    /// <summary>Where the connection is.</summary>
    ConnectionState State { get; }

    /// <summary>The last measured round trip; null before the first.</summary>
    TimeSpan? RoundTrip { get; }

    /// <summary>What the connection's transport has counted so far; null where there is no telling.</summary>
    LinkCount? Count { get; }

    /// <summary>The user's name as the server writes it.</summary>
    string OwnName { get; }

    /// <summary>The rooms that the user is in, and the private conversations.</summary>
    IReadOnlyList<BufferState> Buffers { get; }

    /// <summary>The last lines of a buffer, oldest first.</summary>
    IReadOnlyList<ChatLine> Lines(BufferKey buffer, int most);

    /// <summary>Who is in a room.</summary>
    IReadOnlyList<Member> Members(string room);

    /// <summary>Says or does something; ends when it is in the log.</summary>
    Task<ChatLine> PostAsync(BufferKey target, string text, MessageKind kind);

    /// <summary>Enters a room.</summary>
    Task JoinAsync(string room, CancellationToken cancel);

    /// <summary>Leaves a room.</summary>
    Task PartAsync(string room, CancellationToken cancel);

    /// <summary>Sets a topic; empty removes it.</summary>
    Task SetTopicAsync(string room, string topic, CancellationToken cancel);

    /// <summary>Goes away; empty: comes back.</summary>
    Task AwayAsync(string reason, CancellationToken cancel);

    /// <summary>Takes another name, and begins with it from now on.</summary>
    Task RenameAsync(string name, CancellationToken cancel);

    /// <summary>Acts as an operator; lines of what came of it.</summary>
    Task<IReadOnlyList<string>> OperateAsync(OperateAction act, CancellationToken cancel);

    /// <summary>Asks about a user.</summary>
    Task<WhoisReply> WhoisAsync(string name, CancellationToken cancel);

    /// <summary>Which rooms there are.</summary>
    Task<IReadOnlyList<RoomSummary>> ListRoomsAsync(CancellationToken cancel);

    /// <summary>Who is in a room, as the server says now.</summary>
    Task<IReadOnlyList<Member>> ListMembersAsync(string room, CancellationToken cancel);

    /// <summary>The library's files.</summary>
    IAsyncEnumerable<FileEntry> ListFilesAsync(string pattern, bool withSha256, CancellationToken cancel);

    /// <summary>The parcels that wait for the user, and those that the user has sent.</summary>
    Task<IReadOnlyList<Parcel>> ListParcelsAsync(CancellationToken cancel);

    /// <summary>Refuses a parcel, or takes one back.</summary>
    Task RefuseParcelAsync(ulong parcel, CancellationToken cancel);

    /// <summary>One round trip.</summary>
    Task<TimeSpan> PingAsync(CancellationToken cancel);

    /// <summary>Downloads beside the chat; never fails.</summary>
    Task<TransferOutcome> GetAsync(GetAction get, CancellationToken cancel);

    /// <summary>Begins a download beside the chat.</summary>
    /// <param name="request">What and where to; its folder is the link's.</param>
    ITransfer Download(DownloadRequest request);

    /// <summary>Begins an upload beside the chat.</summary>
    ITransfer Upload(PutAction put);

    /// <summary>What <see cref="GetAsync"/> and <see cref="PutAsync"/> have begun and not ended.</summary>
    RunningTransfers Running { get; }

    /// <summary>Ends the wait before the next attempt to connect.</summary>
    void ReconnectNow();

    /// <summary>Uploads beside the chat; never fails.</summary>
    Task<TransferOutcome> PutAsync(PutAction put, CancellationToken cancel);

    /// <summary>Leaves when all is delivered.</summary>
    Task LogoutAsync(string reason, CancellationToken cancel);
}
