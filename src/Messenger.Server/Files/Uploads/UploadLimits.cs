namespace Messenger.Server.Files.Uploads;

/// <summary>Bounds of what people put on the server.</summary>
internal sealed record UploadLimits
{
    private readonly long? _userQuota;

    /// <summary>Bytes of all files that were put here, and of those that are on their way.</summary>
    public long Quota { get; init; } = 10L << 30;

    /// <summary>The same of one user's, whatever names the key has; where nothing else is said, half of <see cref="Quota"/>.</summary>
    public long UserQuota
    {
        get => _userQuota ?? Quota / 2;
        init => _userQuota = value;
    }

    /// <summary>How long an upload that nobody continues is kept.</summary>
    public TimeSpan PartLife { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long a request waits for an earlier upload of the same command to let go of its files.</summary>
    public TimeSpan LetGo { get; init; } = TimeSpan.FromSeconds(10);
}
