using System.Net;
using System.Security.Cryptography;
using Messenger.Contracts.Control;
using Messenger.Discovery;
using Messenger.Platform.Text;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Startup;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Files;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Files.Uploads;
using Messenger.Server.Storage;
using Messenger.Server.Trust;
using Messenger.Transfer.Rooted;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Hosting;

/// <summary>A whole server: starts, runs, and stops in an order that leaves nobody in the dark.</summary>
internal sealed class MessengerServer : IAsyncDisposable
{
    // Clients spread their return over a second or so by a jitter of their own.
    private const int ReconnectAfterMilliseconds = 1_000;

    // For what was told at the end to leave the machine.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly Stack<object> _owned = new();
    private readonly MadeFolders _made = new();
    private readonly Impairment? _impairment;
    private ChatGate? _gate;
    private ServerClock? _clock;
    private FileService? _files;
    private Listener? _listener;
    private RudpTransfers? _rudp;
    private ControlContext? _context;
    private OperatorDesk? _operators;
    private DataDirectory? _data;
    private ServerLimits _limits = new();

    private MessengerServer(ServerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        _options = options;
        _time = time;
        _logs = logs;
        _impairment = options.Impairment is null ? null : new Impairment(options.Impairment);
        _log = logs.CreateLogger("msgr-server");
    }

    /// <summary>Where it listens, with the real port.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints { get; private set; } = [];

    /// <summary>The server's key.</summary>
    public Fingerprint Fingerprint { get; private set; }

    /// <summary>The door to the chat, for tests.</summary>
    internal ChatGate Gate => _gate ?? throw new InvalidOperationException("The server has not started.");

    private int RunningTransfers => _files?.Offers.RunningCount ?? 0;

    /// <summary>Starts a server.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">The log.</param>
    /// <exception cref="UserError">It cannot be, and why.</exception>
    public static async Task<MessengerServer> StartAsync(ServerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        var server = new MessengerServer(options, time, logs);
        try
        {
            await server.StartAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            // A start that failed leaves the disk as it was.
            server._data?.DiscardWhatIsNew();
            await server.DisposeAsync().ConfigureAwait(false);
            server._made.Remove();
            throw;
        }
    }

    /// <summary>Reads the settings, the join secret and the message of the day again; where one of them cannot be read, all stays as it was.</summary>
    public void Reload()
    {
        try
        {
            ServerLimits limits = SettingsFile.Read(_options);
            EntryRules rules = Entry.Read(_options, limits, _data!, Fingerprint);
            string message = Entry.ReadMessage(_options);
            string[] others = [.. SettingsFile.Differences(_limits, limits)];
            using (ChatGate.Turn turn = Gate.Enter())
            {
                turn.Community.Limits = limits.Chat;
                _operators!.Policy.Rules = rules;
            }

            _context!.Limits = WithinDescriptors(limits.Control);
            _context.Welcome = _context.Welcome with { MessageOfTheDay = message };
            _files!.Bound(limits.Files, limits.Uploads, limits.Parcels);
            _limits = limits;
            _log.ZLogInformation($"Read again: the settings ({(others.Length == 0 ? "none is another" : string.Join(", ", others))}), the join secret and the message of the day. Bans, names and operators hold at once, without that.");
        }
        catch (UserError e)
        {
            _log.ZLogError($"Nothing was read again: {e.Message}.");
        }
    }

    /// <summary>Tells everybody, lets transfers finish for a while, and stops.</summary>
    public async Task StopAsync()
    {
        _log.ZLogInformation($"Stopping: {Plural.Of(Gate.SessionCount, "session")} to be told, {Plural.Of(RunningTransfers, "transfer")} to finish within {_options.Drain.TotalSeconds} s.");
        using (ChatGate.Turn turn = Gate.Enter())
        {
            turn.Community.CloseAll(new Closing
            {
                Reason = ClosingReason.Shutdown,
                Sentence = "The server stops.",
                ReconnectAfterMilliseconds = ReconnectAfterMilliseconds,
            });
        }

        // Stopping to listen waits for the connections, and the data connections end when their transfers do.
        using var drained = new CancellationTokenSource(_options.Drain + Farewell, _time);
        Task stopped = Task.WhenAll(_listener!.StopAsync(drained.Token), _rudp!.DrainAsync());
        if (RunningTransfers > 0)
        {
            await Task.WhenAny(stopped, Task.Delay(_options.Drain, _time)).ConfigureAwait(false);
            _files!.StopAll("The server stops.");
        }

        await stopped.ConfigureAwait(false);
        if (_impairment is not null)
            _log.ZLogWarning($"{_impairment.Summary}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out object? owned))
        {
            if (owned is IAsyncDisposable later)
                await later.DisposeAsync().ConfigureAwait(false);
            else
                ((IDisposable)owned).Dispose();
        }
    }

    private async Task StartAsync()
    {
        Entropy.Require();
        _limits = SettingsFile.Read(_options);
        DataDirectory data = _data = Own(DataDirectory.Take(_made.Expect(_options.DataDirectory)));
        IdentityKey identity = Own(data.LoadKey());
        ServerDatabase database = Own(ServerDatabase.Open(data.Database, _log));
        RootedDirectory root = Own(OpenFolder(_made.Expect(_options.FilesDirectory), "the library", "--files"));
        Fingerprint = identity.Fingerprint;

        var community = new Community(_limits.Chat, static () => new Guid(RandomNumberGenerator.GetBytes(16)));
        var names = new NameStore(database);
        // Where names are open, what was claimed in other days is kept for others to come.
        community.Names.AreFleeting = _options.Names == NamePolicy.Open;
        foreach (NameClaim claim in community.Names.AreFleeting ? [] : names.Load())
            community.Names.Restore(claim);

        _gate = new ChatGate(community, Own(new FlushPacer(_time)), _time);
        OperatorDesk operators = OpenDesk(_gate, community, database, data, _log);
        FileLimits fileLimits = _limits.Files with
        {
            Congestion = _options.Congestion,
            Impairment = _impairment,
            Measure = _options.Measure ? Own(MeasureFiles.In(_made.Expect(data.Measure))) : null,
        };
        if (_impairment is not null)
            _log.ZLogWarning($"impair: {ImpairmentText.Show(_impairment.Options)}, on each direction of all transfers.");
        var books = new FileBooks(new OfferBook(fileLimits), fileLimits, _time, _log);
        var desk = new OfferDesk(books.Offers, books.Limits, _time);
        UploadDesk? uploads = OpenUploads(root, database, books);
        ParcelDesk? parcels = OpenInbox(data, database, books);
        _operators = operators;
        operators.Policy.Rules = Entry.Read(_options, _limits, data, identity.Fingerprint);
        if (_options.Access == Access.Secret)
            _log.ZLogInformation($"Who comes in needs the secret in {_options.SecretFile ?? data.Secret}; msgr link --with-secret hands it on.");
        _files = new FileService(new Library(root) { Unserved = new UnservedNames(_log) }, new Sha256Index(root, new HashStore(database)), desk, uploads, parcels, books);
        ControlContext context = _context = new ControlContext
        {
            Gate = _gate,
            Limits = WithinDescriptors(_limits.Control),
            Names = names,
            Operators = operators,
            Identities = new IdentityDesk(_gate, operators, new TrustStore(database), new LinkOffers(identity.Fingerprint), _log),
            Files = _files,
            Data = new DataConnections(books.Offers, books.Limits, _time, _log),
            Welcome = Welcome(_limits.Chat),
            Time = _time,
            Log = _log,
        };

        _listener = Own(new Listener(_options.Listen, _options.Port, Own(new TlsConnectionHandler(context, identity)), _logs));
        Endpoints = await _listener.StartAsync(_options.Listen, _options.Port).ConfigureAwait(false);
        _rudp = Own(RudpTransfers.Bind(Endpoints[0], mayMove: _options.Port == 0, books.Offers, books.Limits, _time, _log));
        desk.Rudp = _rudp;
        _clock = Own(new ServerClock(_gate, names, _files, uploads, parcels, _log));
        _clock.Start();
        (operators.StopTransfers, operators.TransferRate) = (_files.StopAllOf, _files.Rates.Of);
        if (ControlSocket.TryOpen(DataDirectory.ControlSocketIn(data.Path), operators, _log) is { } socket)
            Own(socket);
        Announce();
    }

    /// <summary>What operators decided in earlier runs, and the desk that takes their acts.</summary>
    internal static OperatorDesk OpenDesk(ChatGate gate, Community community, ServerDatabase database, DataDirectory data, ILogger log)
    {
        var policy = new TrustPolicy(community.Names, community.Keys);
        var store = new TrustStore(database);
        store.Load(policy, community, gate.Now);
        return new OperatorDesk(gate, policy, store, new AuditLog(data.Audit, gate.Time), log);
    }

    // Connections that the process can have, with room for the files that are open beside them: what is over it is refused, and the others live on.
    private ControlLimits WithinDescriptors(ControlLimits limits)
    {
        const int own = 64;
        int descriptors = Descriptors.RaiseLimit();
        int possible = Math.Max(1, (descriptors - own) / 4 * 3);
        if (possible >= limits.Connections)
            return limits;
        _log.ZLogWarning($"At most {possible} connections at once, for this process may have {descriptors} files open; raise that limit (ulimit -n, LimitNOFILE=) for {limits.Connections}.");
        return limits with { Connections = possible };
    }

    // Never because of loopback alone: whom nobody else can reach has nothing to announce.
    private void Announce()
    {
        if (!_options.Announce)
            return;
        var service = new ServiceAnnouncement(_options.Name, Environment.MachineName.Split('.')[0], Endpoints[0].Port, Fingerprint.ToString());
        ServiceAnnouncer announcer = Own(ServiceAnnouncer.Start(service, _options.Listen is { } listen && !listen.Equals(IPAddress.Any) && !listen.Equals(IPAddress.IPv6Any) ? listen : null, _time));
        if (announcer.Links > 0)
            _log.ZLogInformation($"Announced by multicast DNS; --announce off stops that.");
    }

    private Welcome Welcome(ChatLimits limits) => new()
    {
        ServerName = _options.Name,
        Server = $"msgr-server {BuildInfo.ProductVersion}",
        Features = ServerFeatures.Files | ServerFeatures.Rudp | (_options.Uploads is null ? ServerFeatures.None : ServerFeatures.Uploads)
            | (_options.Inbox is null ? ServerFeatures.None : ServerFeatures.Parcels)
            | (_options.Measure ? ServerFeatures.Measure : ServerFeatures.None)
            | ServerFeatures.LinkedKeys,
        IdleLimitMilliseconds = (int)limits.IdleLimit.TotalMilliseconds,
        MessageOfTheDay = Entry.ReadMessage(_options),
    };

    private UploadDesk? OpenUploads(RootedDirectory library, ServerDatabase database, FileBooks books)
    {
        if (_options.Uploads is not { } wish)
            return null;
        RootedDirectory root = wish.Folder is null ? library : Own(OpenFolder(_made.Expect(wish.Folder), "the folder of uploads", "--uploads"));
        var ledger = new UploadLedger(new UploadStore(database, Path.GetFullPath(root.Path)), _limits.Uploads);
        return new UploadDesk(root, ledger, _limits.Uploads, books.Offers, books.Time);
    }

    private ParcelDesk? OpenInbox(DataDirectory data, ServerDatabase database, FileBooks books)
    {
        if (_options.Inbox is not { } wish)
            return null;
        // What is for one person is for nobody else on this machine either.
        RootedDirectory root = Own(OpenFolder(PrivateDirectory.Create(_made.Expect(wish.Folder ?? data.Inbox)), "the folder of parcels", "--inbox"));
        var book = new ParcelBook(new ParcelStore(database, Path.GetFullPath(root.Path)), _limits.Parcels);
        var room = new ParcelRoom(root, book, new ChatPeople(_gate!), books.Time);
        var arrivals = new ParcelArrivals(room, new UploadNames(books.Offers, _limits.Parcels.LetGo, books.Time));
        return new ParcelDesk(room, arrivals, books.Offers, books.Time);
    }

    private static RootedDirectory OpenFolder(string path, string what, string option)
    {
        try
        {
            return RootedDirectory.Open(path, create: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile($"open {what}", path, e, $"name another directory with {option}");
        }
    }

    private T Own<T>(T owned)
        where T : notnull
    {
        _owned.Push(owned);
        return owned;
    }
}
