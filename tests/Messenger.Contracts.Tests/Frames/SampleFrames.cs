using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;

namespace Messenger.Contracts.Tests.Frames;

/// <summary>One frame of every kind with every member set to something of its own. The golden bytes are theirs.</summary>
internal static class SampleFrames
{
    private static readonly Guid MessageId = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly byte[] Sixteen = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
    private static readonly byte[] ThirtyTwo = [.. Enumerable.Range(0x80, 32).Select(i => (byte)i)];

    private static readonly ChatMessage Message = new()
    {
        Epoch = 0x0102030405060708,
        Sequence = 42,
        Time = 1_790_000_000_123,
        ClientMessageId = MessageId,
        From = "Zoë",
        Room = "lobby",
        To = "bob",
        Kind = MessageKind.Action,
        Text = "waves 👋",
    };

    private static readonly PlanFile File = new() { Path = "music/a.flac", Size = 172_771, Modified = 1_790_000_000_123_456_789, Attributes = PlanFileAttributes.Executable };

    private static readonly Parcel Parcel = new()
    {
        Id = 20,
        From = "Zoë",
        To = "bob",
        State = ParcelState.Fetched,
        Name = "music",
        FileCount = 2,
        TotalBytes = 172_771,
        FetchedBytes = 4_096,
        Sent = 1_790_000_000_123,
        Expires = 1_790_604_800_123,
        Role = ParcelRole.Sender,
        IsNews = true,
    };

    public static readonly ClientFrame[] Client =
    [
        new Login { Protocol = 1, Name = "Zoë", Purpose = SessionPurpose.Chat, ResumeToken = Sixteen, Client = "msgr 0.1.0", JoinProof = ThirtyTwo, LinkProof = [.. ThirtyTwo, .. Sixteen.Take(8)] },
        new Logout { Reason = "supper" },
        new ClientPing { RequestId = 7 },
        new ClientPong(),
        new PostMessage { RequestId = 8, ClientMessageId = MessageId, Room = "lobby", To = "bob", Kind = MessageKind.Action, Text = "waves 👋" },
        new JoinRoom { RequestId = 9, Room = "garden" },
        new PartRoom { RequestId = 10, Room = "garden" },
        new SetTopic { RequestId = 11, Room = "garden", Topic = "tulips" },
        new SetAway { RequestId = 12, Reason = "tea" },
        new ListRooms { RequestId = 13, After = "garden" },
        new ListMembers { RequestId = 14, Room = "garden", After = "bob" },
        new Whois { RequestId = 15, Name = "bob" },
        new FetchHistory { RequestId = 16, Log = "@", Epoch = 5, After = -1, Most = 50 },
        new ListFiles { RequestId = 17, Pattern = "**/*.flac", After = "music", WithSha256 = true },
        new OpenDownload { RequestId = 18, Selections = ["music/", "*.txt"], Transports = TransferTransports.Tcp | TransferTransports.Rudp, KnownPlan = Sixteen, HasAes = true, Parcel = 20, Congestion = TransferCongestion.Bbr, MeasureBytes = 21, TransferId = 0xE1E2E3E4E5E6E7E8, Secret = ThirtyTwo },
        new FetchPlan { RequestId = 19, TransferId = 0xF1F2F3F4F5F6F7F8, First = 512 },
        new CancelTransfer { TransferId = 0xF1F2F3F4F5F6F7F8 },
        new AddPlanFiles { RequestId = 20, First = 512, Files = [File] },
        new OpenUpload
        {
            RequestId = 21,
            First = 1_024,
            Files = [File],
            PlanDigest = Sixteen,
            ChunkSize = 1 << 20,
            Transports = TransferTransports.Tcp | TransferTransports.Rudp,
            HasAes = true,
            IfExists = UploadPolicy.Overwrite,
            Command = MessageId,
            To = "bob",
            TransferId = 0xE1E2E3E4E5E6E7E8,
            Secret = ThirtyTwo,
        },
        new ListParcels { RequestId = 22, After = 19 },
        new AnswerParcel { RequestId = 23, Parcel = 20, Accept = true },
        new Operate { RequestId = 24, Act = "ban", Words = ["bob", "2h"] },
        new OpenLink { RequestId = 25 },
        new ListKeys { RequestId = 26 },
        new UnlinkKey { RequestId = 27, Fingerprint = "SHA256:a" },
        new Rename { RequestId = 28, Name = "bob" },
        new ReleaseName { RequestId = 29 },
    ];

    public static readonly ServerFrame[] Server =
    [
        new Welcome { Protocol = 1, ServerName = "home", Server = "msgr-server 0.1.0", Features = ServerFeatures.Files | ServerFeatures.Rudp, IdleLimitMilliseconds = 30_000, MessageOfTheDay = "hello" },
        new LoggedIn { Name = "Zoë", ResumeToken = Sixteen, ServerTime = 1_790_000_000_123, Resumed = true },
        new Refused { RequestId = 1, Code = RefusalCode.NoSuchTransfer, Sentence = "No.", Tag = 4 },
        new Done { RequestId = 2 },
        new ServerPing(),
        new ServerPong { RequestId = 3, ServerTime = 1_790_000_000_123 },
        new Closing { Reason = ClosingReason.TooSlow, Sentence = "Bye.", ReconnectAfterMilliseconds = -1 },
        new MessagePosted { Message = Message },
        new MessageAccepted { RequestId = 4, Epoch = 5, Sequence = 6, Time = 1_790_000_000_123 },
        new RoomJoined { RequestId = 5, Room = "garden", Topic = "tulips", Epoch = 6, LastSequence = 7, MemberCount = 2, Members = [new() { Name = "bob" }, new() { Name = "Zoë", Away = true }] },
        new PresenceChanged { Room = "garden", Joined = [new() { Name = "ann" }], Left = [new() { Name = "bob", Reason = DepartureReason.Renamed, NewName = "rob" }], Changed = [new() { Name = "Zoë", Away = true }] },
        new TopicChanged { Room = "garden", Topic = "roses", By = "ann" },
        new RoomPage { RequestId = 6, Rooms = [new() { Room = "garden", Topic = "roses", MemberCount = 3 }], More = true },
        new MemberPage { RequestId = 7, Room = "garden", Members = [new() { Name = "ann" }], More = true },
        new WhoisReply { RequestId = 8, Name = "ann", Online = true, AwayReason = "tea", Fingerprint = "SHA256:ab", Since = 9, Client = "msgr", IdleMilliseconds = 10, Rooms = ["garden", "lobby"], OtherKeys = ["SHA256:cd"] },
        new HistoryPage { RequestId = 9, Log = "lobby", Epoch = 5, Oldest = 40, Messages = [Message, new() { Sequence = 43 }], More = true },
        new FilePage { RequestId = 10, Files = [new() { Path = "music/a.flac", Size = 172_771, Modified = 1_790_000_000_123, MediaType = "audio/flac", Sha256 = ThirtyTwo }], More = true },
        new TransferOffer
        {
            RequestId = 11,
            TransferId = 0xF1F2F3F4F5F6F7F8,
            Secret = ThirtyTwo,
            Transports = TransferTransports.Tcp | TransferTransports.Rudp,
            UdpPort = 55_000,
            Cipher = TransferCipher.ChaCha20Poly1305,
            ChunkSize = 1 << 20,
            PlanDigest = Sixteen,
            FileCount = 1,
            TotalBytes = 172_771,
            Files = [File],
            ExpiresMilliseconds = 30_000,
        },
        new PlanPage { RequestId = 12, First = 512, Files = [File, new() { Path = "empty", Attributes = PlanFileAttributes.Folder }] },
        new TransferEnded { TransferId = 0xF1F2F3F4F5F6F7F8, Code = RefusalCode.SourceChanged, Sentence = "It changed." },
        new UploadDone { TransferId = 0xF1F2F3F4F5F6F7F8, Written = ["a (1).flac"], WrittenCount = 3, KeptCount = 1, ResumedBytes = 172_771, Parcel = 20 },
        new ParcelPage { RequestId = 13, Parcels = [Parcel], More = true },
        new ParcelChanged { Parcel = Parcel },
        new Operated { RequestId = 14, Lines = ["bob is banned"] },
        new LinkOpened { RequestId = 15, Code = "7K3M", LifeMilliseconds = 600_000 },
        new KeyPage { RequestId = 16, Keys = [new() { Fingerprint = "SHA256:a", Linked = 1_790_000_000_123, Sessions = 2, IsOwn = true }] },
        new Renamed { RequestId = 17, Name = "bob" },
    ];
}
