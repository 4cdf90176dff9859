namespace Messenger.Server.Files.Parcels;

/// <summary>Bounds of what people send to one another.</summary>
internal sealed record ParcelLimits
{
    private static readonly TimeSpan LongestPartLife = TimeSpan.FromDays(3);

    private readonly long? _userQuota;

    /// <summary>Bytes of all parcels that are held, and of those that are on their way here.</summary>
    public long Quota { get; init; } = 2L << 30;

    /// <summary>The same of one sender's, whatever names the key has; where nothing else is said, half of <see cref="Quota"/>.</summary>
    public long UserQuota
    {
        get => _userQuota ?? Quota / 2;
        init => _userQuota = value;
    }

    /// <summary>How long a parcel is held, and how long is known what became of it.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a half that nobody continues is kept; never longer than <see cref="Life"/>.</summary>
    public TimeSpan PartLife => Life < LongestPartLife ? Life : LongestPartLife;

    /// <summary>Parcels of one sender that are held or on their way here.</summary>
    public int PerSender { get; init; } = 128;

    /// <summary>Parcels that wait for one recipient.</summary>
    public int PerRecipient { get; init; } = 512;

    /// <summary>Parcels of one sender of which is known what became of them; the oldest give way.</summary>
    public int Remembered { get; init; } = 256;

    /// <summary>How long a request waits for an earlier upload of the same command to let go of its files.</summary>
    public TimeSpan LetGo { get; init; } = TimeSpan.FromSeconds(10);
}
