using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Transfer.Plan;

namespace Messenger.Server.Files.Parcels;

/// <summary>One end of a parcel: the name at the time, and the key that it had then, which alone counts (CTL-BOX-1).</summary>
/// <param name="Name">The name as the server writes it.</param>
/// <param name="Key">Whose name it was.</param>
internal readonly record struct ParcelPerson(string Name, Fingerprint Key);

/// <summary>Files for one person, as the server keeps them.</summary>
internal sealed record StoredParcel
{
    private const long BlockBytes = 4096;

    /// <summary>Its number, 1 and up, never used again.</summary>
    public required ulong Id { get; init; }

    /// <summary>Who sent it.</summary>
    public required ParcelPerson From { get; init; }

    /// <summary>For whom it is.</summary>
    public required ParcelPerson To { get; init; }

    /// <summary>The folder that its files are in: a random name, below the folder of all parcels.</summary>
    public required string Folder { get; init; }

    /// <summary>Its plan: the same files are the same parcel, where an upload goes on.</summary>
    public required PlanDigest Digest { get; init; }

    /// <summary>The name of its file or folder; of the first, where there are several.</summary>
    public required string Name { get; init; }

    /// <summary>Files and empty folders.</summary>
    public required int FileCount { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>What has become of it.</summary>
    public ParcelState State { get; init; } = ParcelState.Arriving;

    /// <summary>Of these, bytes that its recipient has so far; not kept beyond the life of the server.</summary>
    public long FetchedBytes { get; init; }

    /// <summary>When it was complete, Unix milliseconds; 0: not yet.</summary>
    public long Sent { get; init; }

    /// <summary>Until when it is held, or what became of it; of a half: until when somebody has to go on with it. Unix milliseconds.</summary>
    public required long Expires { get; init; }

    /// <summary>CTL-BOX-4: its sender has been told of the state.</summary>
    public bool IsTold { get; init; }

    /// <summary>Its bytes are here, or on their way.</summary>
    public bool IsHeld => State is ParcelState.Arriving or ParcelState.Waiting or ParcelState.Accepted;

    /// <summary>What it takes in the books: a file has a block of the disk, however small it is.</summary>
    public long Weight => WeightOf(TotalBytes, FileCount);

    /// <summary>What a parcel of so much takes in the books.</summary>
    public static long WeightOf(long bytes, int files) => bytes + (files * BlockBytes);

    /// <summary>What it is to a key; of a half, only its sender knows.</summary>
    public ParcelRole RoleOf(Fingerprint key) =>
        (From.Key == key ? ParcelRole.Sender : ParcelRole.None) | (To.Key == key && State != ParcelState.Arriving ? ParcelRole.Recipient : ParcelRole.None);

    /// <summary>As it is told.</summary>
    public Parcel ToWire(ParcelRole role, bool isNews) => new()
    {
        Id = Id,
        From = From.Name,
        To = To.Name,
        State = State,
        Name = Name,
        FileCount = FileCount,
        TotalBytes = TotalBytes,
        FetchedBytes = FetchedBytes,
        Sent = Sent,
        Expires = Expires,
        Role = role,
        IsNews = isNews,
    };
}

/// <summary>Keeps parcels beyond the life of the server.</summary>
internal interface IParcelStore
{
    /// <summary>The highest number that was ever given; 0: none.</summary>
    ulong LastId { get; }

    /// <summary>Every parcel.</summary>
    List<StoredParcel> Load();

    /// <summary>Keeps a parcel as it is now.</summary>
    Task SaveAsync(StoredParcel parcel);

    /// <summary>Nothing of a parcel is to be known any more.</summary>
    Task RemoveAsync(ulong id);
}
