using System.Collections.Concurrent;
using System.Net;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Streams;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;

namespace Messenger.Client.Tests.Support;

/// <summary>Serves the files of a folder over a <see cref="FakeServer"/>, with the real sending end; breaks where a test says so.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly FakeServer _server;
    private readonly RootedDirectory _root;
    private readonly ConcurrentDictionary<ulong, (TransferSecret Secret, FileSource Source)> _offers = [];
    private readonly ConcurrentDictionary<ulong, TransferControl> _udp = [];
    private readonly ConcurrentBag<FakeConnection> _controls = [];
    private readonly string _folder;
    private RudpDriver? _driver;

    public FileServer(FakeServer server, string folder)
    {
        (_server, _folder) = (server, folder);
        _root = RootedDirectory.Open(folder);
        _ = Task.Run(ServeControlAsync);
        _ = Task.Run(ServeDataAsync);
    }

    public int ChunkSize { get; init; } = 64 * 1024;

    /// <summary>Each of the next data connections is cut after so many bytes.</summary>
    public ConcurrentQueue<long> CutAfter { get; } = new();

    /// <summary>Offers that nobody has taken or given back.</summary>
    public int OpenOffers => _offers.Count;

    /// <summary>Bytes that left on data connections.</summary>
    public long Sent;

    public int Offers;

    /// <summary>Called before an offer is made.</summary>
    public Action<int>? BeforeOffer { get; set; }

    /// <summary>Ids and secrets of requests are taken (CTL-XFER-12); else it is as a server that knows nothing of them.</summary>
    public bool TakesIds { get; set; } = true;

    /// <summary>What was asked last.</summary>
    public OpenDownload? Asked { get; private set; }

    /// <summary>The cipher of its offers.</summary>
    public TransferCipher Cipher { get; set; } = TransferCipher.Aes128Gcm;

    /// <summary>When the offer is made and waited for, its word is sent behind this.</summary>
    public Func<Task> AfterOffer { get; set; } = () => Task.CompletedTask;

    /// <summary>UDP is served too, behind this relay.</summary>
    public UdpRelay? Relay { get; private set; }

    /// <summary>Data connections that were served over TCP.</summary>
    public int OverTcp;

    /// <summary>Transfers over UDP that were begun or wait.</summary>
    public int OverUdp => _udp.Count;

    /// <summary>The ids of those.</summary>
    public IEnumerable<ulong> UdpIds => _udp.Keys;

    /// <summary>What the UDP transfers of this server are told, by id.</summary>
    public IEnumerable<TransferControl> UdpControls => _udp.Values;

    /// <summary>Serves UDP as well.</summary>
    public UdpRelay ServeUdp()
    {
        _driver = new RudpDriver(new UdpSocket(new IPEndPoint(IPAddress.Loopback, 0), new UdpSocketOptions()), new RudpEndpoint(keepsEarly: true));
        Relay = new UdpRelay(_driver.Socket.LocalEndPoint);
        _server.Remote = Relay.Address;
        return Relay;
    }

    /// <summary>Forgets every transfer and breaks every control connection, as a process that is killed and started again.</summary>
    public void Restart()
    {
        _offers.Clear();
        _udp.Clear();
        var fresh = new RudpDriver(new UdpSocket(new IPEndPoint(IPAddress.Loopback, 0), new UdpSocketOptions()), new RudpEndpoint(keepsEarly: true));
        (var old, _driver) = (_driver!, fresh);
        // Killed without a word: what it still sends is lost.
        Relay!.IsClosed = true;
        old.Dispose();
        Relay = new UdpRelay(fresh.Socket.LocalEndPoint);
        _server.Remote = Relay.Address;
        DropControls();
    }

    /// <summary>Breaks every control connection.</summary>
    public void DropControls()
    {
        while (_controls.TryTake(out var control))
            control.Drop();
    }

    public void Dispose()
    {
        _driver?.Dispose();
        Relay?.Dispose();
        _root.Dispose();
    }

    private async Task ServeControlAsync()
    {
        while (true)
        {
            var connection = await _server.AcceptAsync();
            _ = Task.Run(() => ServeControlAsync(connection));
        }
    }

    private async Task ServeControlAsync(FakeConnection connection)
    {
        await connection.AcceptLoginAsync();
        _controls.Add(connection);
        while (await connection.ReadAnyAsync() is { } frame)
        {
            switch (frame)
            {
                case OpenDownload open:
                    var offer = Offer(open);
                    await AfterOffer();
                    await connection.SendAsync(offer);
                    break;
                case CancelTransfer cancel:
                    _offers.TryRemove(cancel.TransferId, out _);
                    if (_udp.TryGetValue(cancel.TransferId, out var control))
                        control.Stop("not wanted any more");
                    break;
                case FetchPlan fetch when !_offers.ContainsKey(fetch.TransferId):
                    await connection.SendAsync(new Refused { RequestId = fetch.RequestId, Code = RefusalCode.NoSuchTransfer, Sentence = "not known" });
                    break;
                case FetchPlan fetch:
                    var files = _offers[fetch.TransferId].Source.Plan.Files.Skip(fetch.First).Take(3);
                    await connection.SendAsync(new PlanPage { RequestId = fetch.RequestId, First = fetch.First, Files = [.. files] });
                    break;
            }
        }
    }

    private ServerFrame Offer(OpenDownload open)
    {
        Offers++;
        Asked = open;
        BeforeOffer?.Invoke(Offers);
        SourceEntry[] entries = [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder, path)).Order(StringComparer.Ordinal)
            .Where(path => open.Selections.Any(selection => path == selection || path.StartsWith(selection + "/", StringComparison.Ordinal)))
            .Select(path => new SourceEntry(path, path))];
        if (entries.Length == 0)
            return new Refused { RequestId = open.RequestId, Code = RefusalCode.NoSuchFile, Sentence = "no such file" };
        var source = FileSource.Open(_root, entries, ChunkSize);
        var (id, secret) = TakesIds && open.TransferId != 0
            ? (open.TransferId, new TransferSecret(open.Secret))
            : (TransferSecret.CreateId(), TransferSecret.Create());
        _offers[id] = (secret, source);
        var overUdp = _driver is not null && open.Transports.HasFlag(TransferTransports.Rudp);
        if (overUdp)
            _ = Task.Run(() => SendOverUdpAsync(id, secret, source));
        return new TransferOffer
        {
            RequestId = open.RequestId,
            TransferId = id,
            Secret = secret.Bytes.ToArray(),
            Transports = open.Transports & (TransferTransports.Tcp | (overUdp ? TransferTransports.Rudp : TransferTransports.None)),
            Cipher = Cipher,
            ChunkSize = source.Plan.ChunkSize,
            PlanDigest = source.Plan.Digest.ToArray(),
            FileCount = source.Plan.Files.Count,
            TotalBytes = source.Plan.TotalBytes,
            Files = open.KnownPlan.AsSpan().SequenceEqual(source.Plan.Digest.ToArray()) ? [] : [.. source.Plan.Files.Take(3)],
        };
    }

    private async Task ServeDataAsync()
    {
        while (true)
        {
            var connection = await _server.AcceptDataAsync();
            _ = Task.Run(() => SendAsync(connection.Stream));
        }
    }

    private async Task SendOverUdpAsync(ulong id, TransferSecret secret, FileSource source)
    {
        var control = _udp[id] = new TransferControl();
        using var sender = new TransferSender(source);
        await RudpTransfer.SendAsync(_driver!, new RudpRendezvous(id, secret, (RudpCipher)Cipher), sender, control, CancellationToken.None);
        _offers.TryRemove(id, out _);
    }

    private async Task SendAsync(Stream stream)
    {
        await using var cut = new CutStream(this, stream);
        var opening = await TcpDataOpening.ReadAsync(cut, CancellationToken.None);
        if (opening is null || !_offers.TryRemove(opening.TransferId, out var offer) || !opening.Verify(offer.Secret))
            return;
        Interlocked.Increment(ref OverTcp);
        cut.Budget = CutAfter.TryDequeue(out var after) ? after : long.MaxValue;
        using var sender = new TransferSender(offer.Source);
        await TcpTransfer.SendAsync(cut, sender, new TransferControl(), CancellationToken.None);
    }

    private sealed class CutStream(FileServer server, Stream inner) : AsyncDuplexStream
    {
        public long Budget { get; set; } = long.MaxValue;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var allowed = (int)Math.Min(buffer.Length, Budget);
            Budget -= allowed;
            Interlocked.Add(ref server.Sent, allowed);
            await inner.WriteAsync(buffer[..allowed], cancellationToken);
            if (allowed == buffer.Length)
                return;
            await inner.DisposeAsync();
            throw new IOException("cut");
        }

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
