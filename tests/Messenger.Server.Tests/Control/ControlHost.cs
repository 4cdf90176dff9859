using Messenger.Contracts.Control;
using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Files;
using Messenger.Server.Tests.Chat;
using Messenger.Server.Trust;
using Messenger.Testing;
using Messenger.Testing.Streams;
using Messenger.Transfer.Rooted;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Control;

/// <summary>The control loop without a network: connections are streams in memory, and the clock stands still.</summary>
internal sealed class ControlHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _files = new();
    private readonly TemporaryDirectory _state = new();
    private readonly RootedDirectory _root;
    private readonly FlushPacer _pacer;
    private readonly List<(Task Running, DuplexStream Stream, ControlConnection Connection)> _connections = [];

    public ControlHost(ChatLimits? limits = null)
    {
        limits ??= new ChatLimits();
        int next = 0;
        var community = new Community(limits, () => new Guid(++next, 7, 7, new byte[8]));
        _pacer = new FlushPacer(Time);
        _root = RootedDirectory.Open(_files.Path);
        var book = new OfferBook(new FileLimits());
        var books = new FileBooks(book, new FileLimits(), Time, NullLogger.Instance);
        Gate = new ChatGate(community, _pacer, Time);
        Policy = new TrustPolicy(community.Names, community.Keys);
        var operators = new OperatorDesk(Gate, Policy, Trust, new AuditLog(_state["audit.log"], Time), NullLogger.Instance);
        Context = new ControlContext
        {
            Gate = Gate,
            Names = Names,
            Operators = operators,
            Identities = new IdentityDesk(Gate, operators, Trust, new LinkOffers(ServerKey), NullLogger.Instance),
            Files = new FileService(new Library(_root), new Sha256Index(_root, new NoHashes()), new OfferDesk(book, books.Limits, Time), uploads: null, parcels: null, books),
            Data = new DataConnections(book, new FileLimits(), Time, NullLogger.Instance),
            Welcome = new Welcome { ServerName = "test" },
            Time = Time,
            Log = NullLogger.Instance,
        };
    }

    /// <summary>The key that the server would have.</summary>
    public static Messenger.Platform.Identity.Fingerprint ServerKey { get; } = ChatWorld.Key(99);

    public ManualTimeProvider Time { get; } = new();

    public ControlContext Context { get; }

    public ChatGate Gate { get; }

    public HeldNames Names { get; } = new();

    public TrustPolicy Policy { get; }

    public HeldTrust Trust { get; } = new();

    /// <summary>What operators did, an object a line.</summary>
    public string[] Audit => File.Exists(_state["audit.log"]) ? File.ReadAllLines(_state["audit.log"]) : [];

    public TemporaryDirectory Library => _files;

    /// <summary>Connections that were shut down, and whether one was read from meanwhile.</summary>
    public List<bool> ShutDownWhileReading { get; } = [];

    /// <summary>Lets time pass as a server's clock does.</summary>
    public void Advance(double seconds)
    {
        for (int i = 0; i < seconds * 10; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            using ChatGate.Turn turn = Gate.Enter();
            turn.Community.HandleTimeout(turn.Now);
        }
    }

    /// <summary>A connection whose welcome has been read.</summary>
    public async Task<WireClient> ConnectAsync(int key = 1, int capacity = 1 << 20, string? from = null)
    {
        WireClient client = await ConnectAsync([], key, capacity, from);
        await client.ReadAsync<Welcome>();
        return client;
    }

    /// <summary>A connection that has said something before the server looks at it, and has read nothing.</summary>
    public async Task<WireClient> ConnectAsync(byte[] flight, int key = 1, int capacity = 1 << 20, string? from = null)
    {
        (DuplexStream server, DuplexStream client) = DuplexStream.CreatePair(capacity);
        var connection = new ControlConnection(Context, server, new Messenger.Server.Files.Peer(ChatWorld.Key(key), from is null ? null : System.Net.IPAddress.Parse(from)), () => ShutDown(server), server.Break);
        if (flight.Length > 0)
            await client.WriteAsync(flight);
        Task running = RunAsync(connection, server);
        _connections.Add((running, server, connection));
        return new WireClient(client);
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((Task running, DuplexStream server, ControlConnection connection) in _connections)
        {
            server.Break();
            await running.WaitAsync(TimeSpan.FromSeconds(30));
            connection.Dispose();
        }

        _pacer.Dispose();
        _root.Dispose();
        _files.Dispose();
        _state.Dispose();
    }

    private Task ShutDown(DuplexStream server)
    {
        lock (ShutDownWhileReading)
            ShutDownWhileReading.Add(server.IsReading);
        return Task.CompletedTask;
    }

    private static async Task RunAsync(ControlConnection connection, DuplexStream server)
    {
        await connection.RunAsync();
        await server.DisposeAsync();
    }

    private sealed class NoHashes : IHashStore
    {
        public byte[]? Find(string path, FileIdentity identity) => null;

        public void Save(string path, FileIdentity identity, byte[] sha256)
        {
        }
    }
}

/// <summary>A store of names that a test can hold up.</summary>
internal sealed class HeldNames : INameStore
{
    public List<string> Saved { get; } = [];

    public Task Until { get; set; } = Task.CompletedTask;

    public Task SaveAsync(NameClaim claim)
    {
        Saved.Add(claim.Key);
        return Until;
    }
}

/// <summary>A store of what operators decide that remembers nothing but that it was asked.</summary>
internal sealed class HeldTrust : ITrustStore
{
    public List<string> Saved { get; } = [];

    public Task SaveAsync(Sanction sanction) => Note($"{sanction.Kind} {sanction.Target.Text}");

    public Task RemoveAsync(SanctionKind kind, Target target) => Note($"not {kind} {target.Text}");

    public Task SaveOperatorAsync(Target who, bool isOne) => Note($"{(isOne ? "" : "not ")}operator {who.Text}");

    public Task SaveRoomAsync(Room room) => Note($"{(room.Locked ? "" : "not ")}locked {room.Name}");

    public Task SaveNameAsync(NameClaim claim) => Note($"name {claim.Display}");

    public Task RemoveNameAsync(NameClaim claim) => Note($"not name {claim.Display}");

    public Task SaveKeyAsync(KeyLink link) => Note($"key {link.Key} of {link.Owner}");

    public Task SaveClosedAsync(bool closed) => Note(closed ? "closed" : "open");

    private Task Note(string what)
    {
        lock (Saved)
            Saved.Add(what);
        return Task.CompletedTask;
    }
}
