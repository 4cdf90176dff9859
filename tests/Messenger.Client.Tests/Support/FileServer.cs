using System.Collections.Concurrent;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Transfer;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;

namespace Messenger.Client.Tests.Support;

/// <summary>Serves the files of a folder over a <see cref="FakeServer"/>, with the real sending end; breaks where a test says so.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly FakeServer _server;
    private readonly RootedDirectory _root;
    private readonly ConcurrentDictionary<ulong, (TransferSecret Secret, FileSource Source)> _offers = [];
    private readonly string _folder;

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

    public void Dispose() => _root.Dispose();

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
        while (await connection.ReadAnyAsync() is { } frame)
        {
            switch (frame)
            {
                case OpenDownload open:
                    await connection.SendAsync(Offer(open));
                    break;
                case CancelTransfer cancel:
                    _offers.TryRemove(cancel.TransferId, out _);
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
        BeforeOffer?.Invoke(Offers);
        SourceEntry[] entries = [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder, path)).Order(StringComparer.Ordinal)
            .Where(path => open.Selections.Any(selection => path == selection || path.StartsWith(selection + "/", StringComparison.Ordinal)))
            .Select(path => new SourceEntry(path, path))];
        if (entries.Length == 0)
            return new Refused { RequestId = open.RequestId, Code = RefusalCode.NoSuchFile, Sentence = "no such file" };
        var source = FileSource.Open(_root, entries, ChunkSize);
        var (id, secret) = (TransferSecret.CreateId(), TransferSecret.Create());
        _offers[id] = (secret, source);
        return new TransferOffer
        {
            RequestId = open.RequestId,
            TransferId = id,
            Secret = secret.Bytes.ToArray(),
            Transports = TransferTransports.Tcp,
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

    private async Task SendAsync(Stream stream)
    {
        await using var cut = new CutStream(this, stream);
        var opening = await TcpDataOpening.ReadAsync(cut, CancellationToken.None);
        if (opening is null || !_offers.TryRemove(opening.TransferId, out var offer) || !opening.Verify(offer.Secret))
            return;
        cut.Budget = CutAfter.TryDequeue(out var after) ? after : long.MaxValue;
        using var sender = new TransferSender(offer.Source);
        await TcpTransfer.SendAsync(cut, sender, new TransferControl(), CancellationToken.None);
    }

    private sealed class CutStream(FileServer server, Stream inner) : Stream
    {
        public long Budget { get; set; } = long.MaxValue;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

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

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
