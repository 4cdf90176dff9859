namespace Messenger.Contracts.Tests.Frames;

/// <summary>Members in their order, and the values of enums, as they have been sent. Add at the end of a line, change nothing.</summary>
internal static class FrozenShape
{
    public const string Text = """
        AddPlanFiles: UInt32 RequestId, Int32 First, PlanFile[] Files
        AnswerParcel: UInt32 RequestId, UInt64 Parcel, Boolean Accept
        CancelTransfer: UInt64 TransferId
        ChatMessage: UInt64 Epoch, Int64 Sequence, Int64 Time, Guid ClientMessageId, String From, String Room, String To, MessageKind Kind, String Text
        ClientPing: UInt32 RequestId
        ClientPong:
        Closing: ClosingReason Reason, String Sentence, Int32 ReconnectAfterMilliseconds
        Departure: String Name, DepartureReason Reason, String NewName
        Done: UInt32 RequestId
        FetchHistory: UInt32 RequestId, String Log, UInt64 Epoch, Int64 After, Int32 Most
        FetchPlan: UInt32 RequestId, UInt64 TransferId, Int32 First
        FileEntry: String Path, Int64 Size, Int64 Modified, String MediaType, Byte[] Sha256
        FilePage: UInt32 RequestId, FileEntry[] Files, Boolean More
        HistoryPage: UInt32 RequestId, String Log, UInt64 Epoch, Int64 Oldest, ChatMessage[] Messages, Boolean More
        JoinRoom: UInt32 RequestId, String Room
        KeyPage: UInt32 RequestId, UserKey[] Keys
        LinkOpened: UInt32 RequestId, String Code, Int32 LifeMilliseconds
        ListFiles: UInt32 RequestId, String Pattern, String After, Boolean WithSha256
        ListKeys: UInt32 RequestId
        ListMembers: UInt32 RequestId, String Room, String After
        ListParcels: UInt32 RequestId, UInt64 After
        ListRooms: UInt32 RequestId, String After
        LoggedIn: String Name, Byte[] ResumeToken, Int64 ServerTime, Boolean Resumed
        Login: UInt16 Protocol, String Name, SessionPurpose Purpose, Byte[] ResumeToken, String Client, Byte[] JoinProof, Byte[] LinkProof
        Logout: String Reason
        Member: String Name, Boolean Away
        MemberPage: UInt32 RequestId, String Room, Member[] Members, Boolean More
        MessageAccepted: UInt32 RequestId, UInt64 Epoch, Int64 Sequence, Int64 Time
        MessagePosted: ChatMessage Message
        OpenDownload: UInt32 RequestId, String[] Selections, TransferTransports Transports, Byte[] KnownPlan, Boolean HasAes, UInt64 Parcel, TransferCongestion Congestion, Int64 MeasureBytes, UInt64 TransferId, Byte[] Secret
        OpenLink: UInt32 RequestId
        OpenUpload: UInt32 RequestId, Int32 First, PlanFile[] Files, Byte[] PlanDigest, Int32 ChunkSize, TransferTransports Transports, Boolean HasAes, UploadPolicy IfExists, Guid Command, String To, UInt64 TransferId, Byte[] Secret
        Operate: UInt32 RequestId, String Act, String[] Words
        Operated: UInt32 RequestId, String[] Lines
        Parcel: UInt64 Id, String From, String To, ParcelState State, String Name, Int32 FileCount, Int64 TotalBytes, Int64 FetchedBytes, Int64 Sent, Int64 Expires, ParcelRole Role, Boolean IsNews
        ParcelChanged: Parcel Parcel
        ParcelPage: UInt32 RequestId, Parcel[] Parcels, Boolean More
        PartRoom: UInt32 RequestId, String Room
        PlanFile: String Path, Int64 Size, Int64 Modified, PlanFileAttributes Attributes
        PlanPage: UInt32 RequestId, Int32 First, PlanFile[] Files
        PostMessage: UInt32 RequestId, Guid ClientMessageId, String Room, String To, MessageKind Kind, String Text
        PresenceChanged: String Room, Member[] Joined, Departure[] Left, Member[] Changed
        Refused: UInt32 RequestId, RefusalCode Code, String Sentence, UInt16 Tag
        ReleaseName: UInt32 RequestId
        Rename: UInt32 RequestId, String Name
        Renamed: UInt32 RequestId, String Name
        RoomJoined: UInt32 RequestId, String Room, String Topic, UInt64 Epoch, Int64 LastSequence, Int32 MemberCount, Member[] Members
        RoomPage: UInt32 RequestId, RoomSummary[] Rooms, Boolean More
        RoomSummary: String Room, String Topic, Int32 MemberCount
        ServerPing:
        ServerPong: UInt32 RequestId, Int64 ServerTime
        SetAway: UInt32 RequestId, String Reason
        SetTopic: UInt32 RequestId, String Room, String Topic
        TopicChanged: String Room, String Topic, String By
        TransferEnded: UInt64 TransferId, RefusalCode Code, String Sentence
        TransferOffer: UInt32 RequestId, UInt64 TransferId, Byte[] Secret, TransferTransports Transports, UInt16 UdpPort, TransferCipher Cipher, Int32 ChunkSize, Byte[] PlanDigest, Int32 FileCount, Int64 TotalBytes, PlanFile[] Files, Int32 ExpiresMilliseconds
        UnlinkKey: UInt32 RequestId, String Fingerprint
        UploadDone: UInt64 TransferId, String[] Written, Int32 WrittenCount, Int32 KeptCount, Int64 ResumedBytes, UInt64 Parcel
        UserKey: String Fingerprint, Int64 Linked, Int32 Sessions, Boolean IsOwn
        Welcome: UInt16 Protocol, String ServerName, String Server, ServerFeatures Features, Int32 IdleLimitMilliseconds, String MessageOfTheDay
        Whois: UInt32 RequestId, String Name
        WhoisReply: UInt32 RequestId, String Name, Boolean Online, String AwayReason, String Fingerprint, Int64 Since, String Client, Int64 IdleMilliseconds, String[] Rooms, String[] OtherKeys

        """;

    public const string Enums = """
        ClosingReason Byte: Other=0 Shutdown=1 TooSlow=2 Idle=3 Protocol=4 Replaced=5 Removed=6
        DepartureReason Byte: Parted=0 Quit=1 Lost=2 Renamed=3
        MessageKind Byte: Text=0 Action=1
        ParcelRole Byte: None=0 Recipient=1 Sender=2
        ParcelState Byte: Waiting=0 Accepted=1 Refused=2 Fetched=3 Expired=4 Withdrawn=5 Arriving=6
        PlanFileAttributes Byte: None=0 Executable=1 Folder=2
        RefusalCode UInt16: Other=0 NameTaken=1 NameInvalid=2 ServerFull=3 AccessDenied=4 Version=5 UnknownRequest=6 BadRequest=7 NotLoggedIn=8 NoSuchUser=9 UserOffline=10 NoSuchRoom=11 NotInRoom=12 LimitReached=13 TooFast=14 NoSuchFile=15 NoSuchTransfer=16 SourceChanged=17 ServerFault=18 Exists=19 NoRoom=20 Busy=21 NoSuchParcel=22 SecretNeeded=23
        ServerFeatures UInt64: None=0 Files=1 Rudp=2 Uploads=4 Parcels=8 Measure=16 LinkedKeys=32
        SessionPurpose Byte: OneShot=0 Chat=1
        TransferCipher Byte: Aes128Gcm=0 ChaCha20Poly1305=1
        TransferCongestion Byte: Unsaid=0 NewReno=1 Cubic=2 Bbr=3
        TransferTransports Byte: None=0 Tcp=1 Rudp=2
        UploadPolicy Byte: Refuse=0 Skip=1 Rename=2 Overwrite=3

        """;
}
