using System.Globalization;
using System.Net;
using Messenger.Contracts;
using Messenger.Platform;
using Messenger.Platform.Startup;
using Messenger.Platform.Text;
using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Server.Hosting;
using Messenger.Server.Trust;
using Microsoft.Extensions.Logging;

namespace Messenger.Server.Commands;

/// <summary>The one command of msgr-server: what was typed, then what is needed, then the server until a signal comes.</summary>
internal static class ServeCommand
{
    /// <summary>Serves chat and files until it is told to stop.</summary>
    /// <param name="listen">Address to listen on, such as 192.168.1.5 or ::1; without it, every one.</param>
    /// <param name="port">TCP port; 0 takes any that is free.</param>
    /// <param name="files">Directory that is offered for download; made when missing.</param>
    /// <param name="uploads">off, on (into the library), or a directory of their own for what people put here.</param>
    /// <param name="uploadQuota">Most that all uploads together may have, such as 500M or 20G.</param>
    /// <param name="uploadQuotaUser">Most that one person's may have; without it, half of --upload-quota.</param>
    /// <param name="inbox">on, off, or a directory: whether people may send files to one another, and where they are held until they are fetched.</param>
    /// <param name="inboxQuota">Most that all such files together may have.</param>
    /// <param name="inboxQuotaUser">Most that one sender's may have; without it, half of --inbox-quota.</param>
    /// <param name="inboxExpiry">How long they are held, such as 12h or 7d.</param>
    /// <param name="data">Directory of the server's key and memory; made when missing.</param>
    /// <param name="name">Name of the server, for people.</param>
    /// <param name="motd">Sentence for everybody who comes in.</param>
    /// <param name="log">text or json.</param>
    /// <param name="logLevel">trace, debug, information, warning, error or none.</param>
    /// <param name="limitRate">Bytes a second of all transfers together: 500k, 1.5M, 1G; without it, no bound.</param>
    /// <param name="cc">Congestion control over UDP: bbr, cubic or newreno; without it, as the client asks, else bbr.</param>
    /// <param name="drain">Seconds that running transfers may take after SIGTERM.</param>
    /// <param name="announce">on or off: whether machines of the networks that it listens on find it by multicast DNS.</param>
    /// <param name="measure">on or off: whether msgr bench and msgr doctor may load the way here.</param>
    /// <param name="access">open, secret (who knows the join secret) or listed (keys that have a name here).</param>
    /// <param name="secretFile">File of the join secret; without it, join-secret in --data, made up when missing.</param>
    /// <param name="names">open (a name is whoever's is online with it), claimed (the first key's that takes it) or listed (msgr-server names add gives them).</param>
    /// <param name="uploadsFor">Who may put files here: everyone, operators, or names with commas (and operators).</param>
    /// <param name="sendsFor">Who may send files to one person: the same.</param>
    /// <param name="downloadsFor">Who may take files out of the library: the same.</param>
    /// <param name="motdFile">File whose first line is the sentence for everybody who comes in; SIGHUP reads it again.</param>
    /// <param name="countLoopback">on or off: whether bounds by address hold for this machine's own too.</param>
    /// <param name="connections">Most connections at once.</param>
    /// <param name="connectionsPerAddress">Most connections at once of one address; of IPv6, of 64 bits of it.</param>
    /// <param name="requestsPerSecond">Messages, commands and questions a second of one user; 0: no bound.</param>
    /// <param name="limits">More bounds, as in rooms=200,sessions=500; the list is below.</param>
    /// <param name="config">File of NAME = VALUE lines that set bounds and the ...-for options over the command line; SIGHUP reads it again.</param>
    /// <param name="impair">Bad link to try on transfers, such as loss=5%,delay=40ms,rate=20M,seed=7.</param>
    public static async Task<int> RunAsync(
        string? listen = null,
        int port = WireLimits.DefaultPort,
        string files = "files",
        string uploads = "off",
        string uploadQuota = "10G",
        string? uploadQuotaUser = null,
        string inbox = "on",
        string inboxQuota = "2G",
        string? inboxQuotaUser = null,
        string inboxExpiry = "7d",
        string data = "msgr-data",
        string? name = null,
        string motd = "",
        string log = "text",
        string logLevel = "information",
        string? limitRate = null,
        string? cc = null,
        int drain = 10,
        string announce = "on",
        string measure = "on",
        string access = "open",
        string? secretFile = null,
        string names = "claimed",
        string uploadsFor = "everyone",
        string sendsFor = "everyone",
        string downloadsFor = "everyone",
        string? motdFile = null,
        string countLoopback = "off",
        int connections = 24_000,
        int connectionsPerAddress = 1_000,
        int requestsPerSecond = 100,
        string limits = "",
        string? config = null,
        string? impair = null)
    {
        try
        {
            ServerLimits bounds = LimitTable.With(
                LimitTable.Parse(limits, new ServerLimits()),
                ("connections", Text(connections)),
                ("connections-per-address", Text(connectionsPerAddress)),
                ("requests-per-second", Text(requestsPerSecond)),
                ("limit-rate", limitRate),
                ("upload-quota", uploadQuota),
                ("upload-quota-user", uploadQuotaUser),
                ("inbox-quota", inboxQuota),
                ("inbox-quota-user", inboxQuotaUser),
                ("inbox-expiry", inboxExpiry),
                ("uploads-for", uploadsFor),
                ("sends-for", sendsFor),
                ("downloads-for", downloadsFor));
            var options = new ServerOptions
            {
                Listen = ParseAddress(listen),
                Port = port is >= 0 and <= ushort.MaxValue ? port : throw Usage($"--port is 0 to 65535, not {port}"),
                FilesDirectory = files,
                Uploads = ParseUploads(uploads),
                Inbox = ParseInbox(inbox),
                DataDirectory = data,
                Name = Label("--name", name ?? Environment.MachineName),
                MessageOfTheDay = Label("--motd", motd),
                LogFormat = ParseFormat(log),
                LogLevel = ParseLevel(logLevel),
                Congestion = cc is null ? null : ParseCongestion(cc),
                Drain = TimeSpan.FromSeconds(drain is >= 0 and <= 3_600 ? drain : throw Usage($"--drain is 0 to 3600 seconds, not {drain}")),
                Announce = ParseSwitch("--announce", announce),
                Measure = ParseSwitch("--measure", measure),
                Access = ParseAccess(access, secretFile),
                SecretFile = secretFile,
                Names = ParseNames(names, access),
                MessageFile = motdFile,
                ConfigFile = config,
                Bounds = bounds with { Control = bounds.Control with { CountLoopback = ParseSwitch("--count-loopback", countLoopback) } },
                Impairment = impair is null ? null : ImpairmentText.Parse(impair),
            };
            await ServeAsync(options).ConfigureAwait(false);
            return (int)ExitCode.Done;
        }
        catch (UserError e)
        {
            return Errors.Report(e);
        }
        catch (Exception e)
        {
            return Errors.ReportDefect(e, withTrace: logLevel is "debug" or "trace");
        }
    }

    private static async Task ServeAsync(ServerOptions options)
    {
        MessengerServer? running = null;
        using var signals = ShutdownSignals.Listen(reload: () => Volatile.Read(ref running)?.Reload());
        using ILoggerFactory logs = ServerLog.Create(options.LogFormat, options.LogLevel);
        MessengerServer server = await MessengerServer.StartAsync(options, TimeProvider.System, logs).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            Volatile.Write(ref running, server);
            Announcement.Print(server.Endpoints, server.Fingerprint, options.LogFormat);
            ServiceManager.Tell("READY=1");
            var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (signals.Token.Register(stop.SetResult))
                await stop.Task.ConfigureAwait(false);
            ServiceManager.Tell("STOPPING=1");
            await server.StopAsync().ConfigureAwait(false);
        }
    }

    private static IPAddress? ParseAddress(string? text) =>
        text is null or "" or "*" ? null
        : IPAddress.TryParse(text.Trim('[', ']'), out IPAddress? address) ? address
        : throw Usage($"--listen is an IPv4 or IPv6 address of this machine, not '{SafeText.Show(text)}'");

    private static bool ParseSwitch(string option, string text) => text switch
    {
        "on" => true,
        "off" => false,
        _ => throw Usage($"{option} is on or off, not '{SafeText.Show(text)}'"),
    };

    private static NamePolicy ParseNames(string text, string access) => text switch
    {
        "open" when access == "listed" => throw Usage("--access listed lets in keys that have a name here, and with --names open none has; choose another of the two"),
        "open" => NamePolicy.Open,
        "claimed" => NamePolicy.Claimed,
        "listed" => NamePolicy.Listed,
        _ => throw Usage($"--names is open, claimed or listed, not '{SafeText.Show(text)}'"),
    };

    private static Access ParseAccess(string text, string? secretFile) => text switch
    {
        "secret" => Access.Secret,
        "open" or "listed" when secretFile is not null => throw Usage($"--secret-file is for --access secret, not for {text}"),
        "open" => Access.Open,
        "listed" => Access.Listed,
        _ => throw Usage($"--access is open, secret or listed, not '{SafeText.Show(text)}'"),
    };

    private static CongestionControl ParseCongestion(string text) => text switch
    {
        "bbr" => CongestionControl.Bbr,
        "cubic" => CongestionControl.Cubic,
        "newreno" => CongestionControl.NewReno,
        _ => throw Usage($"--cc is bbr, cubic or newreno, not '{SafeText.Show(text)}'"),
    };

    private static UploadOptions? ParseUploads(string uploads) => uploads switch
    {
        "off" => null,
        "on" => new UploadOptions(Folder: null),
        "" => throw Usage("--uploads is empty; say off, on, or a directory"),
        _ => new UploadOptions(uploads),
    };

    private static InboxOptions? ParseInbox(string inbox) => inbox switch
    {
        "off" => null,
        "on" => new InboxOptions(Folder: null),
        "" => throw Usage("--inbox is empty; say off, on, or a directory"),
        _ => new InboxOptions(inbox),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static LogFormat ParseFormat(string text) => text switch
    {
        "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw Usage($"--log is text or json, not '{SafeText.Show(text)}'"),
    };

    private static LogLevel ParseLevel(string text) => text switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "information" or "info" => LogLevel.Information,
        "warning" or "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "none" => LogLevel.None,
        _ => throw Usage($"--log-level is trace, debug, information, warning, error or none, not '{SafeText.Show(text)}'"),
    };

    private static string Label(string option, string text) =>
        text.Length <= WireLimits.LabelBytes / 3 || (option == "--motd" && text.Length <= WireLimits.SentenceBytes / 3)
            ? SafeText.Strip(text)
            : throw Usage($"{option} is too long; shorten it");

    private static UserError Usage(string sentence) => new(ExitCode.Usage, sentence);
}
