using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;

namespace Messenger.Client.Tests.Chat;

/// <summary>The stupidest server that keeps the rules: one user, rooms and an inbox, one connection at a time, nothing concurrent.</summary>
internal sealed class ModelServer
{
    private readonly Dictionary<string, List<ChatMessage>> _logs = [];
    private readonly Dictionary<Guid, MessageAccepted> _posts = [];
    private readonly HashSet<string> _in = [];
    private ulong _epoch = 1;
    private long _time = 1;
    private int _refusals;
    private int _silences;

    public Queue<ServerFrame> ToClient { get; } = new();

    public bool LoggedIn { get; private set; }

    /// <summary>Every message that was ever posted, by epoch.</summary>
    public List<(ulong Epoch, ChatMessage Message)> Posted { get; } = [];

    public IReadOnlyList<ChatMessage> Log(string name) => _logs.TryGetValue(name, out var log) ? log : [];

    /// <summary>The connection is lost; the place in the rooms is kept.</summary>
    public void Disconnect()
    {
        ToClient.Clear();
        LoggedIn = false;
    }

    /// <summary>The place of a lost connection is kept no longer.</summary>
    public void Expire()
    {
        if (!LoggedIn)
            _in.Clear();
    }

    /// <summary>All memory is lost.</summary>
    public void Restart()
    {
        Disconnect();
        Expire();
        _logs.Clear();
        _posts.Clear();
        _epoch++;
    }

    /// <summary>The next so many requests are too fast, whatever they ask for.</summary>
    public void BeStrict(int refusals) => _refusals = refusals;

    /// <summary>The next so many requests are dropped without a word.</summary>
    public void BeSilent(int requests) => _silences = requests;

    public void Say(string room, string from, Guid id, string text) =>
        Append(room, new ChatMessage { ClientMessageId = id, From = from, Room = room, Text = text });

    public void Handle(ClientFrame frame)
    {
        if (frame is IRequest request && Turn(request))
            return;
        switch (frame)
        {
            case Login login:
                ToClient.Enqueue(new Welcome());
                ToClient.Enqueue(new LoggedIn { Name = login.Name, ResumeToken = [1] });
                LoggedIn = true;
                // Who takes a place back is told of its rooms unasked, and asks for them all the same.
                foreach (var room in _in.Append(WireLimits.Lobby).Distinct().ToArray())
                    Enter(room, 0);
                break;
            case JoinRoom join:
                Enter(join.Room, join.RequestId);
                break;
            case FetchHistory fetch:
                ToClient.Enqueue(Page(fetch));
                break;
            case PostMessage post:
                ToClient.Enqueue(Post(post));
                break;
            case IRequest other:
                ToClient.Enqueue(new Done { RequestId = other.RequestId });
                break;
        }
    }

    // CTL-FLOOD-1
    private bool Turn(IRequest request)
    {
        if (_silences > 0)
        {
            _silences--;
            return true;
        }

        if (_refusals == 0)
            return false;
        _refusals--;
        ToClient.Enqueue(new Refused { RequestId = request.RequestId, Code = RefusalCode.TooFast, Sentence = "slowly" });
        return true;
    }

    private void Enter(string room, uint request)
    {
        _in.Add(room);
        ToClient.Enqueue(new RoomJoined { RequestId = request, Room = room, Epoch = _epoch, LastSequence = Log(room).Count, MemberCount = 0 });
    }

    private ServerFrame Post(PostMessage post)
    {
        if (_posts.TryGetValue(post.ClientMessageId, out var before))
            return before with { RequestId = post.RequestId };
        var kept = Append(post.Room.Length > 0 ? post.Room : WireLimits.Inbox, new ChatMessage
        {
            ClientMessageId = post.ClientMessageId,
            From = "ann",
            Room = post.Room,
            To = post.To,
            Text = post.Text,
        });
        var accepted = new MessageAccepted { Epoch = kept.Epoch, Sequence = kept.Sequence, Time = kept.Time };
        _posts.Add(post.ClientMessageId, accepted);
        return accepted with { RequestId = post.RequestId };
    }

    private ChatMessage Append(string name, ChatMessage message)
    {
        if (!_logs.TryGetValue(name, out var log))
            _logs.Add(name, log = []);
        var kept = message with { Epoch = _epoch, Sequence = log.Count + 1, Time = _time++ };
        log.Add(kept);
        Posted.Add((_epoch, kept));
        if (LoggedIn && (name == WireLimits.Inbox || _in.Contains(name)))
            ToClient.Enqueue(new MessagePosted { Message = kept });
        return kept;
    }

    private HistoryPage Page(FetchHistory fetch)
    {
        var log = Log(fetch.Log);
        var rest = fetch.After < 0 ? [.. log] : log.Where(message => fetch.Epoch != _epoch || message.Sequence > fetch.After).ToArray();
        return new HistoryPage
        {
            RequestId = fetch.RequestId,
            Log = fetch.Log,
            Epoch = _epoch,
            Oldest = 1,
            Messages = [.. rest.Take(4)],
            More = rest.Length > 4,
        };
    }
}

/// <summary>The client's side of a connection to a <see cref="ModelServer"/>: frames wait until the test lets them through.</summary>
internal sealed class ModelLink : IControlLink
{
    private readonly PendingRequests _pending = new();

    public Queue<ClientFrame> ToServer { get; } = new();

    public void Send(ClientFrame frame) => ToServer.Enqueue(frame);

    public uint Request(Func<uint, ClientFrame> make, Action<RequestEnd> end)
    {
        var id = _pending.NextId();
        _pending.Add(id, 0, end);
        ToServer.Enqueue(make(id));
        return id;
    }

    /// <summary>As the channel does: answers to their requests, all else to the handler.</summary>
    public void Deliver(ServerFrame frame, Action<ServerFrame> handle)
    {
        if (frame is IReply { RequestId: not 0 } reply)
            _pending.Complete(reply.RequestId, frame);
        else
            handle(frame);
    }

    public void Drop() => _pending.Close(ControlEnd.Broken(ServerAddress.Localhost, null).Error);
}
