using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Files;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Files.Uploads;
using Messenger.Server.Trust;

namespace Messenger.Server.Hosting;

/// <summary>What people may have and do on a server.</summary>
internal sealed record ServerLimits
{
    /// <summary>Bounds of the chat.</summary>
    public ChatLimits Chat { get; init; } = new();

    /// <summary>Of connections.</summary>
    public ControlLimits Control { get; init; } = new();

    /// <summary>Of transfers.</summary>
    public FileLimits Files { get; init; } = new();

    /// <summary>Of what is put here, where that is allowed.</summary>
    public UploadLimits Uploads { get; init; } = new();

    /// <summary>Of what is sent to one person, where that is allowed.</summary>
    public ParcelLimits Parcels { get; init; } = new();

    /// <summary>Who may put files into the library, or beside it.</summary>
    public Audience UploadsFor { get; init; } = Audience.Everyone;

    /// <summary>Who may send files to one person.</summary>
    public Audience SendsFor { get; init; } = Audience.Everyone;

    /// <summary>Who may take files out of the library.</summary>
    public Audience DownloadsFor { get; init; } = Audience.Everyone;
}
