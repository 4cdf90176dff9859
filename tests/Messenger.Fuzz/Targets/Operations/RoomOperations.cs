using System.Buffers;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Files;

namespace Messenger.Fuzz.Targets.Operations;

/// <summary>People who come, go, talk and are lost, beside sets of names: who is in a room, and that all in it get the same messages in the same order.</summary>
internal sealed class RoomOperations : FuzzTarget
{
    private static readonly string[] People = ["ann", "bob", "cyd", "dan"], Rooms = [WireLimits.Lobby, "one", "two"];

    private readonly Person[] _people = new Person[People.Length];
    private Community _community = null!;
    private Moment _now;
    private int _next;

    public override string Name => "room";

    // Who | what << 2: 0 come, 1 quit, 2 lost, 3 join, 4 part, 5 say, 6 whisper, 7 time; then which room or whom.
    public override IEnumerable<byte[]> Seeds => [[0, 0, 1, 0, 12, 1, 13, 1, 20, 1, 21, 1, 16, 1, 8, 0, 28, 9, 0, 0], [.. Enumerable.Range(0, 120).Select(i => (byte)(i * 37))]];

    public override int MostBytes => 256;

    public override void Run(ReadOnlySpan<byte> input)
    {
        _now = new Moment(TimeSpan.FromMinutes(1), 1_767_225_600_000);
        _next = 0;
        _community = new Community(new ChatLimits { RoomsPerUser = 1 }, NextGuid);
        for (int i = 0; i < People.Length; i++)
            _people[i] = new Person(People[i], i);
        var feed = new Feed(input);
        while (!feed.IsEmpty)
        {
            int what = feed.Byte();
            Act(_people[what & 3], what >> 2 & 7, feed.Byte());
            Check();
        }
    }

    private Guid NextGuid() => new(++_next, 7, 7, new byte[8]);

    private void Act(Person person, int what, int which)
    {
        string room = Rooms[which % Rooms.Length];
        switch (what)
        {
            case 0:
                Come(person);
                break;
            case 7:
                Wait(TimeSpan.FromMilliseconds(which * 20));
                break;
            case var _ when person.Session is null:
                break;
            case 1:
                _community.Logout(person.Session, _now);
                person.Leave(rooms: true);
                break;
            case 2:
                _community.Lose(person.Session, _now);
                person.Leave(rooms: false);
                person.LostUntil = _now.Uptime + _community.Limits.Grace;
                break;
            case 3:
                _community.Join(person.Session, new JoinRoom { RequestId = 1, Room = room }, _now);
                if (person.Rooms.Count < 2 || person.Rooms.Contains(room))
                    person.Rooms.Add(room);
                break;
            case 4:
                _community.Part(person.Session, new PartRoom { RequestId = 1, Room = room }, _now);
                if (room != WireLimits.Lobby)
                    person.Part(room);
                break;
            case 5:
                _community.Post(person.Session, new PostMessage { RequestId = 1, Room = room, Text = $"{which}", ClientMessageId = NextGuid() }, _now);
                break;
            case 6:
                _community.Post(person.Session, new PostMessage { RequestId = 1, To = People[which % People.Length], Text = $"{which}", ClientMessageId = NextGuid() }, _now);
                break;
        }
    }

    private void Wait(TimeSpan time)
    {
        _now = new Moment(_now.Uptime + time, _now.Unix + (long)time.TotalMilliseconds);
        _community.HandleTimeout(_now);
    }

    private void Come(Person person)
    {
        if (person.Session is not null)
            return;
        // Whether a place that has lapsed is kept until the next sweep is nobody's right: the sweep comes first.
        if (person.MayLinger)
            Wait(TimeSpan.FromSeconds(1));
        if (!UserName.TryParse(person.Name, out UserName? name, out _) || _community.Names.Claim(name, person.Key, _now.Unix, out NameClaim? claim, out _) is not null)
            throw new BrokenRuleException("a name is refused");
        var outbox = new Outbox(_community.Limits.OutboxBytes);
        BrokenRuleException.ThrowUnless(_community.Login(claim!, new Login { Name = person.Name, Purpose = SessionPurpose.Chat, Client = "fuzz" }, outbox, new Peer(person.Key, null), _now, out Session? session) is null, "a login is refused");
        person.Come(session!, outbox, kept: person.Online);
    }

    private void Check()
    {
        foreach (Person person in _people)
        {
            // The sweep that buries a ghost comes with time, every half second.
            if (person is { Session: null, Online: true } && _now.Uptime >= person.LostUntil + TimeSpan.FromSeconds(1))
                _community.HandleTimeout(_now);
            if (person.Session is { } session)
                person.Read(_community, _now);
            person.HasLapsed(_now.Uptime);
        }

        int online = _people.Count(p => p.Online);
        BrokenRuleException.ThrowUnless(_community.OnlineCount >= online && _community.OnlineCount <= _people.Count(p => p.Online || p.MayLinger), $"{_community.OnlineCount} people are online, not {online}");
    }

    private sealed class Person(string name, int number)
    {
        private static readonly TimeSpan SweepSlack = TimeSpan.FromSeconds(1);
        private readonly Dictionary<(string Room, ulong Epoch), long> _last = [];
        private Outbox? _outbox;
        private byte[][] _spare = [];

        public string Name => name;

        public Fingerprint Key { get; } = new([(byte)number, .. new byte[Fingerprint.Length - 1]]);

        public Session? Session { get; private set; }

        public HashSet<string> Rooms { get; private set; } = [];

        public TimeSpan LostUntil { get; set; }

        public bool Online { get; private set; }

        /// <summary>Its place has lapsed, but no sweep may have come since.</summary>
        public bool MayLinger { get; private set; }

        public void Come(Session session, Outbox outbox, bool kept)
        {
            (Session, _outbox, Online, MayLinger) = (session, outbox, true, false);
            if (!kept)
                Rooms = [WireLimits.Lobby];
            _last.Clear();
        }

        /// <summary>What is said in the room from now on is not heard.</summary>
        public void Part(string room)
        {
            Rooms.Remove(room);
            foreach ((string Room, ulong Epoch) log in _last.Keys.Where(log => log.Room == room).ToList())
                _last.Remove(log);
        }

        public void Leave(bool rooms)
        {
            (Session, _outbox) = (null, null);
            Online = !rooms;
            if (rooms)
                Rooms.Clear();
        }

        public void HasLapsed(TimeSpan now)
        {
            if (Session is not null || !Online || now < LostUntil)
                return;
            MayLinger = now < LostUntil + SweepSlack;
            Online = false;
            Rooms.Clear();
        }

        /// <summary>Everything in the outbox can be read, messages have ascending numbers, and the server says the same of the rooms.</summary>
        public void Read(Community community, Moment now)
        {
            int count = _outbox!.TakeAll(ref _spare);
            for (int i = 0; i < count; i++)
            {
                var bytes = new ReadOnlySequence<byte>(_spare[i]);
                BrokenRuleException.ThrowUnless(FrameReader.TryRead(ref bytes, WireLimits.FrameBytes, out ReadOnlySequence<byte> body) == FrameStatus.Complete, "half a frame");
                BrokenRuleException.ThrowUnless(ControlCodec.Decode(body, out ServerFrame? frame, out _) == DecodeStatus.Ok, "a frame cannot be read");
                if (frame is Closing)
                {
                    // Silent for too long: the model does not ping.
                    Leave(rooms: false);
                    LostUntil = now.Uptime + community.Limits.Grace;
                    return;
                }

                if (frame is MessagePosted posted)
                    Take(posted.Message!);
            }

            if (Session is { } session)
            {
                WhoisReply reply = (WhoisReply)community.Whois(session, new Whois { Name = name }, now);
                BrokenRuleException.ThrowUnless(reply.Online && Rooms.SetEquals(reply.Rooms), $"{name} is in {string.Join(' ', reply.Rooms)} and not in {string.Join(' ', Rooms)}");
            }
        }

        private void Take(ChatMessage message)
        {
            BrokenRuleException.ThrowUnless(message.Room.Length == 0 || Rooms.Contains(message.Room), "a message of a room that is not joined");
            (string, ulong) log = (message.Room, message.Epoch);
            BrokenRuleException.ThrowUnless(!_last.TryGetValue(log, out long last) || message.Sequence == last + 1, "a message is missing or comes twice");
            _last[log] = message.Sequence;
        }
    }
}
