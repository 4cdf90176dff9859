using System.Net;
using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Server.Control;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Chat;
using Messenger.Server.Files;
using Messenger.Server.Files.Uploads;
using Messenger.Server.Trust;
using Microsoft.Extensions.Logging;

namespace Messenger.Server.Hosting;

/// <summary>How the log is written.</summary>
internal enum LogFormat
{
    /// <summary>A line of text each.</summary>
    Text,

    /// <summary>A JSON object each.</summary>
    Json,
}

/// <summary>Where uploads go, and how much of them.</summary>
/// <param name="Folder">A folder of their own, made when missing; null: the library.</param>
/// <param name="Limits">Bounds.</param>
internal sealed record UploadOptions(string? Folder, UploadLimits Limits);

/// <summary>Where files for one person are held, and how much of them.</summary>
/// <param name="Folder">A folder of their own, made when missing, 0700; null: in the data directory.</param>
/// <param name="Limits">Bounds.</param>
internal sealed record InboxOptions(string? Folder, ParcelLimits Limits);

/// <summary>What a server is asked to be, checked and in the types it needs.</summary>
internal sealed record ServerOptions
{
    /// <summary>The address to listen on; null: every one, IPv4 and IPv6.</summary>
    public IPAddress? Listen { get; init; }

    /// <summary>The TCP port; 0: any that is free.</summary>
    public int Port { get; init; } = Contracts.WireLimits.DefaultPort;

    /// <summary>The directory that is offered for download; made when missing.</summary>
    public string FilesDirectory { get; init; } = "files";

    /// <summary>Whether people may put files here, and where; null: they may not.</summary>
    public UploadOptions? Uploads { get; init; }

    /// <summary>Whether people may send files to one another, and where they are held; null: they may not.</summary>
    public InboxOptions? Inbox { get; init; } = new(null, new ParcelLimits());

    /// <summary>The directory of the server's key and memory; made when missing, 0700.</summary>
    public string DataDirectory { get; init; } = "msgr-data";

    /// <summary>The server's name, for people.</summary>
    public string Name { get; init; } = "msgr";

    /// <summary>A sentence for everybody who comes in, or empty.</summary>
    public string MessageOfTheDay { get; init; } = "";

    /// <summary>How much strangers and peers may take.</summary>
    public ControlLimits Limits { get; init; } = new();

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>The least important that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How transfers over UDP find their rate; null: as the client asks, else BBR.</summary>
    public CongestionControl? Congestion { get; init; }

    /// <summary>Bytes a second of all transfers together; 0: no bound.</summary>
    public long LimitRate { get; init; }

    /// <summary>Announced on the networks that it listens on.</summary>
    public bool Announce { get; init; } = true;

    /// <summary>Whoever may log in may measure the way here with bytes that the server makes up.</summary>
    public bool Measure { get; init; } = true;

    /// <summary>Bounds of transfers; what the other options say stands above them.</summary>
    public FileLimits TransferLimits { get; init; } = new();

    /// <summary>Bounds of the chat.</summary>
    public ChatLimits ChatLimits { get; init; } = new();

    /// <summary>Who may enter.</summary>
    public Access Access { get; init; }

    /// <summary>The file of the join secret; null: one in the data directory, made when missing.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Whose a name is.</summary>
    public NamePolicy Names { get; init; }

    /// <summary>Who may put files into the library, or beside it.</summary>
    public Audience UploadsFor { get; init; } = Audience.Everyone;

    /// <summary>Who may send files to one person.</summary>
    public Audience SendsFor { get; init; } = Audience.Everyone;

    /// <summary>Who may take files out of the library.</summary>
    public Audience DownloadsFor { get; init; } = Audience.Everyone;

    /// <summary>A file whose first line is the sentence for everybody who comes in, read again at a reload; null: <see cref="MessageOfTheDay"/>.</summary>
    public string? MessageFile { get; init; }

    /// <summary>A bad link to put on transfers, for demonstrations and tests; null: none.</summary>
    public ImpairmentOptions? Impairment { get; init; }

    /// <summary>How long running transfers may go on after the server was told to stop.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);
}
