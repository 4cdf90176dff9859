using System.Net;
using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;
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

/// <summary>Where uploads go.</summary>
/// <param name="Folder">A folder of their own, made when missing; null: the library.</param>
internal sealed record UploadOptions(string? Folder);

/// <summary>Where files for one person are held.</summary>
/// <param name="Folder">A folder of their own, made when missing, 0700; null: in the data directory.</param>
internal sealed record InboxOptions(string? Folder);

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
    public InboxOptions? Inbox { get; init; } = new(Folder: null);

    /// <summary>The directory of the server's key and memory; made when missing, 0700.</summary>
    public string DataDirectory { get; init; } = "msgr-data";

    /// <summary>The server's name, for people.</summary>
    public string Name { get; init; } = "msgr";

    /// <summary>A sentence for everybody who comes in, or empty.</summary>
    public string MessageOfTheDay { get; init; } = "";

    /// <summary>What people may have and do, where <see cref="ConfigFile"/> says nothing else.</summary>
    public ServerLimits Bounds { get; init; } = new();

    /// <summary>A file that sets some of <see cref="Bounds"/> otherwise, read again at a reload; null: none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>The least important that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How transfers over UDP find their rate; null: as the client asks, else BBR.</summary>
    public CongestionControl? Congestion { get; init; }

    /// <summary>Announced on the networks that it listens on.</summary>
    public bool Announce { get; init; } = true;

    /// <summary>Whoever may log in may measure the way here with bytes that the server makes up.</summary>
    public bool Measure { get; init; } = true;

    /// <summary>Who may enter.</summary>
    public Access Access { get; init; }

    /// <summary>The file of the join secret; null: one in the data directory, made when missing.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Whose a name is.</summary>
    public NamePolicy Names { get; init; }

    /// <summary>A file whose first line is the sentence for everybody who comes in, read again at a reload; null: <see cref="MessageOfTheDay"/>.</summary>
    public string? MessageFile { get; init; }

    /// <summary>A bad link to put on transfers, for demonstrations and tests; null: none.</summary>
    public ImpairmentOptions? Impairment { get; init; }

    /// <summary>How long running transfers may go on after the server was told to stop.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);
}
