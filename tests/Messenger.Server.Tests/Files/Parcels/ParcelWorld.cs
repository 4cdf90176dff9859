using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Server.Files;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Files.Uploads;
using Messenger.Server.Tests.Chat;
using Messenger.Testing;
using Messenger.Testing.Streams;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Files.Parcels;

/// <summary>A server's parcels with people who send and fetch them over streams in memory: ann (key 1), bob (2) and eve (3).</summary>
internal sealed class ParcelWorld : IParcelPeople, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RootedDirectory _root;
    private readonly ParcelLimits _limits;
    private readonly MemoryParcels _store;
    private FileBooks _books = null!;

    public ParcelWorld(ParcelLimits? limits = null, MemoryParcels? store = null)
    {
        (_limits, _store) = (limits ?? new ParcelLimits(), store ?? new MemoryParcels());
        Directory.CreateDirectory(_directory["held"]);
        _root = RootedDirectory.Open(_directory["held"]);
        Restart();
    }

    public ManualTimeProvider Time { get; } = new();

    public FileService Files { get; private set; } = null!;

    public ParcelBook Book { get; private set; } = null!;

    public ParcelDesk Desk { get; private set; } = null!;

    /// <summary>Who is in the chat.</summary>
    public HashSet<string> Online { get; } = ["ann", "bob", "eve"];

    /// <summary>What was told to whom.</summary>
    public List<(string Name, Parcel Parcel)> Told { get; } = [];

    /// <summary>What each session heard of its own transfers.</summary>
    public List<ServerFrame> Notified { get; } = [];

    public TemporaryDirectory Disk => _directory;

    /// <summary>The folders of parcels that are on the disk.</summary>
    public string[] Held => [.. Directory.EnumerateDirectories(_root.Path).Select(path => Path.GetFileName(path)!)];

    public static Fingerprint KeyOf(string name) => ChatWorld.Key(name switch { "ann" => 1, "bob" => 2, _ => 3 });

    /// <summary>The server starts anew, with what it has kept.</summary>
    public void Restart()
    {
        _books = new FileBooks(new OfferBook(new FileLimits()), new FileLimits(), Time, NullLogger.Instance);
        Book = new ParcelBook(_store, _limits);
        var room = new ParcelRoom(_root, Book, this, Time);
        Desk = new ParcelDesk(room, new ParcelArrivals(room, new UploadNames(_books.Offers, _limits.LetGo, Time)), _books.Offers, Time);
        Files = new FileService(new Library(_root), new Sha256Index(_root, new NoHashes()), new OfferDesk(_books.Offers, _books.Limits, Time), null, Desk, _books);
    }

    public Asker AskerOf(string name, bool isInChat = true) => new(new Peer(KeyOf(name), null), Notified.Add) { Name = name, IsInChat = isInChat };

    public Task<ServerFrame> AskAsync(string name, ClientFrame request, bool isInChat = true) => Files.AnswerAsync(request, AskerOf(name, isInChat));

    public async Task<Parcel[]> ListAsync(string name, bool isInChat = true) => Assert.IsType<ParcelPage>(await AskAsync(name, new ListParcels(), isInChat)).Parcels;

    public Task<ServerFrame> AnswerAsync(string name, ulong parcel, bool accept) => AskAsync(name, new AnswerParcel { RequestId = 4, Parcel = parcel, Accept = accept });

    /// <summary>Files to send, below one folder of this machine.</summary>
    public FileSource SourceOf(params (string Path, string Text)[] files)
    {
        string folder = _directory[$"source {Guid.NewGuid():N}"];
        foreach ((string path, string text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllText(Path.Combine(folder, path), text);
            File.SetLastWriteTimeUtc(Path.Combine(folder, path), DateTime.UnixEpoch.AddYears(50));
        }

        return FileSource.Open(RootedDirectory.Open(folder), [.. files.Select(file => new SourceEntry(file.Path, file.Path))]);
    }

    public static OpenUpload Request(TransferPlan plan, string to) => new()
    {
        Files = [.. plan.Files],
        PlanDigest = plan.Digest.ToArray(),
        ChunkSize = plan.ChunkSize,
        Transports = TransferTransports.Tcp,
        Command = Guid.NewGuid(),
        To = to,
    };

    public async Task<RefusalCode> RefusalAsync(string from, OpenUpload request) => Assert.IsType<Refused>(await AskAsync(from, request)).Code;

    /// <summary>Sends files whole.</summary>
    /// <returns>The parcel's number.</returns>
    public async Task<ulong> SendAsync(string from, string to, params (string Path, string Text)[] files)
    {
        FileSource source = SourceOf(files);
        TransferOffer offer = Assert.IsType<TransferOffer>(await AskAsync(from, Request(source.Plan, to)));
        TransferResult result = await MoveAsync(offer, TransferDirection.Upload, stream => SendAsync(stream, source));
        Assert.Equal(TransferEnd.Completed, result.End);
        return Assert.IsType<UploadDone>(Notified[^1]).Parcel;
    }

    /// <summary>Fetches a parcel whole.</summary>
    /// <param name="name">Who does.</param>
    /// <param name="parcel">Its number.</param>
    /// <param name="goneBefore">That the connection is gone is told to the server before it has read from it what came.</param>
    /// <returns>The files that came.</returns>
    public async Task<Dictionary<string, string>> FetchAsync(string name, ulong parcel, bool goneBefore = false)
    {
        TransferOffer offer = Assert.IsType<TransferOffer>(await AskAsync(name, new OpenDownload { Parcel = parcel, Transports = TransferTransports.Tcp }));
        string folder = _directory[$"target {Guid.NewGuid():N}"];
        using RootedDirectory root = RootedDirectory.Open(folder, create: true);
        using FileSink sink = FileSink.Open(root, TransferPlan.Create(offer.Files, offer.ChunkSize), new FileSinkOptions());
        using var receiver = new TransferReceiver(sink);
        TransferResult result = await MoveAsync(offer, TransferDirection.Download, stream => TcpTransfer.ReceiveAsync(stream, receiver, new TransferControl { Time = Time }, CancellationToken.None), goneBefore);
        Assert.Equal(TransferEnd.Completed, result.End);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllText);
    }

    /// <summary>Runs one data connection: the server's end as the server does it, the client's as it is said.</summary>
    public async Task<TransferResult> MoveAsync(TransferOffer offer, TransferDirection direction, Func<DuplexStream, Task<TransferResult>> move, bool goneBefore = false)
    {
        (DuplexStream server, DuplexStream client) = DuplexStream.CreatePair();
        using var gone = new CancellationTokenSource();
        Task serving = new DataConnections(_books.Offers, _books.Limits, Time, NullLogger.Instance).ServeAsync(server, gone.Token);
        await TcpDataOpening.Create(offer.TransferId, direction, new TransferSecret(offer.Secret)).WriteAsync(client, CancellationToken.None);
        if (goneBefore)
        {
            while (_books.Offers.RunningCount == 0)
                await Task.Yield();
            await gone.CancelAsync();
        }

        TransferResult result = await move(client);
        await client.DisposeAsync();
        await serving;
        return result;
    }

    public async Task<TransferResult> SendAsync(Stream stream, FileSource source)
    {
        using var sender = new TransferSender(source);
        return await TcpTransfer.SendAsync(stream, sender, new TransferControl { Time = Time }, CancellationToken.None);
    }

    public Refused? Find(string name, out ParcelPerson person)
    {
        person = new ParcelPerson(name, KeyOf(name));
        return name is "ann" or "bob" or "eve" ? null : Refusals.NoSuchUser(0, name);
    }

    public bool Tell(ParcelPerson person, ServerFrame frame)
    {
        if (!Online.Contains(person.Name))
            return false;
        Told.Add((person.Name, Assert.IsType<ParcelChanged>(frame).Parcel));
        return true;
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    private sealed class NoHashes : IHashStore
    {
        public byte[]? Find(string path, FileIdentity identity) => null;

        public void Save(string path, FileIdentity identity, byte[] sha256)
        {
        }
    }
}

/// <summary>Remembers parcels as long as the test lasts.</summary>
internal sealed class MemoryParcels : IParcelStore
{
    private readonly SortedDictionary<ulong, StoredParcel> _kept = [];

    public ulong LastId { get; private set; }

    public List<StoredParcel> Load() => [.. _kept.Values];

    public Task SaveAsync(StoredParcel parcel)
    {
        LastId = Math.Max(LastId, parcel.Id);
        _kept[parcel.Id] = parcel with { FetchedBytes = 0 };
        return Task.CompletedTask;
    }

    public Task RemoveAsync(ulong id)
    {
        _kept.Remove(id);
        return Task.CompletedTask;
    }
}
