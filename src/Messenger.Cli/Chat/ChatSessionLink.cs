using System.Threading.Channels;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Client.Session;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Transfer;

namespace Messenger.Cli.Chat;

/// <summary>The real session behind <see cref="IChatLink"/>.</summary>
/// <param name="session">The session.</param>
/// <param name="profile">Who and where.</param>
/// <param name="workingDirectory">Where files are looked for and put.</param>
/// <param name="renamed">Told of the name that the user has taken.</param>
internal sealed class ChatSessionLink(ChatSession session, ClientProfile profile, string workingDirectory, Action<string> renamed) : IChatLink
{
    public ChannelReader<ChatEvent> Events => session.Events;

    public bool Online => session.Model.State == ConnectionState.Online;

    public ConnectionState State => session.Model.State;

    public TimeSpan? RoundTrip => session.Model.RoundTrip;

    public LinkCount? Count => session.Model.Link;

    public string OwnName => session.Model.OwnName;

    public IReadOnlyList<BufferState> Buffers => session.Model.Buffers;

    public IReadOnlyList<ChatLine> Lines(BufferKey buffer, int most) => session.Model.Lines(buffer, most);

    public IReadOnlyList<Member> Members(string room) => session.Model.Members(room);

    public Task<ChatLine> PostAsync(BufferKey target, string text, MessageKind kind)
    {
        if (kind == MessageKind.Action)
            return session.ActAsync(target, text);
        return target.Kind == BufferKind.Room ? session.SayAsync(target.Name, text) : session.TellAsync(target.Name, text);
    }

    public async Task RenameAsync(string name, CancellationToken cancel) => renamed(await session.RenameAsync(name, cancel));

    public Task<IReadOnlyList<string>> OperateAsync(OperateAction act, CancellationToken cancel) => session.OperateAsync(act.Act, act.Words, cancel);

    public Task JoinAsync(string room, CancellationToken cancel) => session.JoinAsync(room, cancel);

    public Task PartAsync(string room, CancellationToken cancel) => session.PartAsync(room, cancel);

    public Task SetTopicAsync(string room, string topic, CancellationToken cancel) => session.SetTopicAsync(room, topic, cancel);

    public Task AwayAsync(string reason, CancellationToken cancel) => session.AwayAsync(reason, cancel);

    public Task<WhoisReply> WhoisAsync(string name, CancellationToken cancel) => session.WhoisAsync(name, cancel);

    public Task<IReadOnlyList<RoomSummary>> ListRoomsAsync(CancellationToken cancel) => session.ListRoomsAsync(cancel);

    public Task<IReadOnlyList<Member>> ListMembersAsync(string room, CancellationToken cancel) => session.ListMembersAsync(room, cancel);

    public IAsyncEnumerable<FileEntry> ListFilesAsync(string pattern, bool withSha256, CancellationToken cancel) =>
        session.ListFilesAsync(pattern, withSha256, cancel);

    public Task<IReadOnlyList<Parcel>> ListParcelsAsync(CancellationToken cancel) => session.ListParcelsAsync(cancel);

    public Task RefuseParcelAsync(ulong parcel, CancellationToken cancel) => session.AnswerParcelAsync(parcel, accept: false, cancel);

    public Task<TimeSpan> PingAsync(CancellationToken cancel) => session.PingAsync(cancel);

    public async Task<TransferOutcome> GetAsync(GetAction get, CancellationToken cancel)
    {
        await using var job = TransferJob.Start(TransferProfile, RequestOf(get.ToRequest()), cancel);
        return await Running.FollowAsync(new Job(job), get, cancel);
    }

    public RunningTransfers Running { get; } = new();

    public ITransfer Download(DownloadRequest request) => new Job(TransferJob.Start(TransferProfile, RequestOf(request), CancellationToken.None));

    public void ReconnectNow() => session.ReconnectNow();

    public async Task<TransferOutcome> PutAsync(PutAction put, CancellationToken cancel)
    {
        await using var job = TransferJob.Send(TransferProfile, RequestOf(put), cancel);
        return await Running.FollowAsync(new Job(job), put, cancel);
    }

    public ITransfer Upload(PutAction put) => new Job(TransferJob.Send(TransferProfile, RequestOf(put), CancellationToken.None));

    public Task LogoutAsync(string reason, CancellationToken cancel) => session.LogoutAsync(reason, cancel);

    // The chat has met the server already.
    private ClientProfile TransferProfile => profile with { FirstContact = null, UserName = OwnName };

    private DownloadRequest RequestOf(DownloadRequest request) => request with { WorkingDirectory = workingDirectory };

    private UploadRequest RequestOf(PutAction put) => new()
    {
        Paths = put.Paths,
        As = put.As,
        To = put.To,
        IfExists = put.IfExists,
        WorkingDirectory = workingDirectory,
        Transports = put.Transports,
    };

    private sealed class Job(TransferJob job) : ITransfer
    {
        public TransferProgress Progress => job.Progress;

        public Task<TransferOutcome> Completion => job.Completion;

        public bool Pause() => job.Pause();

        public bool Resume() => job.Resume();

        public void LimitRate(long bytesPerSecond) => job.LimitRate(bytesPerSecond);

        public void Stop() => job.Stop();
    }
}
