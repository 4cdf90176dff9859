using System.Threading.Channels;
using Messenger.Cli.Chat;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>A session without a server: records what is asked of it, and tells what the test says.</summary>
internal sealed class FakeLink : IChatLink
{
    private readonly Channel<ChatEvent> _events = Channel.CreateUnbounded<ChatEvent>();

    public List<string> Calls { get; } = [];

    public Func<string, UserError?> Refuse { get; set; } = _ => null;

    public List<ChatLine> Past { get; } = [];

    public List<Member> People { get; } = [new() { Name = "ada" }, new() { Name = "bob", Away = true }];

    public List<FileEntry> Library { get; } = [];

    public TransferOutcome Outcome { get; set; } = new() { Code = ExitCode.Done, Progress = new() };

    public List<FakeTransfer> Transfers { get; } = [];

    public ChannelReader<ChatEvent> Events => _events.Reader;

    public bool Online { get; set; } = true;

    public ConnectionState State => Online ? ConnectionState.Online : ConnectionState.Waiting;

    public TimeSpan? RoundTrip { get; set; }

    public LinkCount? Count { get; set; }

    public string OwnName => "ada";

    public IReadOnlyList<BufferState> Buffers { get; set; } =
        [new(BufferKey.Lobby, "be kind", 2, true), new(BufferKey.Room("ops"), "", 1, true)];

    public static ChatLine Line(BufferKey buffer, string from, string text, MessageKind kind = MessageKind.Text) => new()
    {
        Buffer = buffer,
        Id = new Guid("00000000-0000-0000-0000-000000000007"),
        Time = CommandBench.UtcTime.Now,
        From = from,
        Text = text,
        Kind = kind,
        Own = from == "ada",
        Epoch = 3,
        Sequence = 9,
    };

    public void Tell(ChatEvent happened) => _events.Writer.TryWrite(happened);

    public void End() => _events.Writer.TryComplete();

    public IReadOnlyList<ChatLine> Lines(BufferKey buffer, int most) => [.. Past.Where(l => l.Buffer == buffer).TakeLast(most)];

    public IReadOnlyList<Member> Members(string room) => [.. People];

    public Task<ChatLine> PostAsync(BufferKey target, string text, MessageKind kind)
    {
        var call = Record($"{(kind == MessageKind.Action ? "act" : "say")} {target} {text}");
        if (Refuse(call) is { } error)
            return Task.FromException<ChatLine>(error);
        var line = Line(target, "ada", text, kind);
        Tell(new MessageEvent(line));
        return Task.FromResult(line);
    }

    public Task JoinAsync(string room, CancellationToken cancel) => DoAsync($"join {room}");

    public Task PartAsync(string room, CancellationToken cancel) => DoAsync($"part {room}");

    public Task SetTopicAsync(string room, string topic, CancellationToken cancel) => DoAsync($"topic {room} {topic}");

    public Task RenameAsync(string name, CancellationToken cancel) => DoAsync($"rename {name}");

    public Task AwayAsync(string reason, CancellationToken cancel) => DoAsync($"away {reason}");

    public async Task<WhoisReply> WhoisAsync(string name, CancellationToken cancel)
    {
        await DoAsync($"whois {name}");
        return new WhoisReply { Name = name, Online = true, Client = "msgr 0.1.0", IdleMilliseconds = 61_000, Rooms = ["lobby"], Fingerprint = "SHA256:x" };
    }

    /// <summary>The answers to what asks for rooms wait for it.</summary>
    public Task RoomsWait { get; set; } = Task.CompletedTask;

    public async Task<IReadOnlyList<RoomSummary>> ListRoomsAsync(CancellationToken cancel)
    {
        await DoAsync("rooms");
        await RoomsWait;
        return [new() { Room = "lobby", MemberCount = 2, Topic = "be kind" }, new() { Room = "garden", MemberCount = 1 }];
    }

    public async Task<IReadOnlyList<Member>> ListMembersAsync(string room, CancellationToken cancel)
    {
        await DoAsync($"who {room}");
        return People;
    }

    public async IAsyncEnumerable<FileEntry> ListFilesAsync(
        string pattern, bool withSha256, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await DoAsync($"files {pattern}");
        foreach (var file in Library)
            yield return file;
    }

    public async Task<IReadOnlyList<string>> OperateAsync(OperateAction act, CancellationToken cancel)
    {
        await Task.CompletedTask;
        return [$"{act.Act}\t{string.Join(' ', act.Words)}"];
    }

    public async Task<TimeSpan> PingAsync(CancellationToken cancel)
    {
        await DoAsync("ping");
        return TimeSpan.FromMilliseconds(1.5);
    }

    /// <summary>What waits for the user.</summary>
    public List<Parcel> Parcels { get; } = [];

    public async Task<IReadOnlyList<Parcel>> ListParcelsAsync(CancellationToken cancel)
    {
        await DoAsync("inbox");
        return Parcels;
    }

    public Task RefuseParcelAsync(ulong parcel, CancellationToken cancel) => DoAsync($"refuse {parcel}");

    public RunningTransfers Running { get; } = new();

    public async Task<TransferOutcome> GetAsync(GetAction get, CancellationToken cancel)
    {
        await DoAsync($"get {string.Join('|', get.Selections)} -> {get.Output}");
        return Outcome;
    }

    public ITransfer Download(DownloadRequest request)
    {
        Record($"download {string.Join('|', request.Selections)} {request.Transports} {request.AskAt}");
        var transfer = new FakeTransfer(request);
        Transfers.Add(transfer);
        return transfer;
    }

    public ITransfer Upload(PutAction put)
    {
        Record($"upload {string.Join('|', put.Paths.Select(File.Exists))} {put.As}" + (put.To.Length > 0 ? $" to {put.To}" : ""));
        var transfer = new FakeTransfer(new() { Selections = put.Paths }, put.As is { } name ? [name] : put.Paths);
        Transfers.Add(transfer);
        return transfer;
    }

    public void ReconnectNow() => Record("reconnect");

    public async Task<TransferOutcome> PutAsync(PutAction put, CancellationToken cancel)
    {
        await DoAsync($"put {string.Join('|', put.Paths)} as {put.As}");
        return Outcome;
    }

    public Task LogoutAsync(string reason, CancellationToken cancel)
    {
        Record($"logout {reason}");
        Tell(new DisconnectedEvent(null, null));
        End();
        return Task.CompletedTask;
    }

    private Task DoAsync(string call) => Refuse(Record(call)) is { } error ? Task.FromException(error) : Task.CompletedTask;

    private string Record(string call)
    {
        lock (Calls)
            Calls.Add(call);
        return call;
    }
}
