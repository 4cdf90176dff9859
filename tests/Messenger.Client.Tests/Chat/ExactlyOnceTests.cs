using CsCheck;
using Messenger.Client.Chat;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Chat;
using Messenger.Testing;

namespace Messenger.Client.Tests.Chat;

/// <summary>Nothing typed is lost, nothing is doubled, order is kept: with a connection that may break between any two frames.</summary>
public sealed class ExactlyOnceTests
{
    private enum Step
    {
        TypeInLobby,
        TypeInRoom,
        TypePrivately,
        OtherSays,
        ToServer,
        ToClient,
        Drop,
        Expire,
        Connect,
        BeStrict,
        BeSilent,
        Pass,
        Restart,
    }

    private static readonly Gen<Step> WithoutRestart = Gen.Frequency(
        (3, Gen.Const(Step.TypeInLobby)), (2, Gen.Const(Step.TypeInRoom)), (2, Gen.Const(Step.TypePrivately)), (2, Gen.Const(Step.OtherSays)),
        (9, Gen.Const(Step.ToServer)), (9, Gen.Const(Step.ToClient)), (1, Gen.Const(Step.Drop)), (1, Gen.Const(Step.Expire)), (3, Gen.Const(Step.Connect)),
        (1, Gen.Const(Step.Pass)));

    // CTL-MSG-3
    [Fact]
    public void WithDropsAtEveryPointEachMessageArrivesOnceAndInOrder() => WithoutRestart.Array[1, 150].Sample(steps =>
    {
        var life = new Life();
        life.Run(steps);
        life.Settle();

        Assert.All(life.Typed, typed => Assert.Equal(DeliveryState.Accepted, life.StateOf(typed.Id)));
        Assert.All(life.Typed, typed => Assert.True(typed.Fate.IsCompletedSuccessfully));
        foreach (var log in new[] { "lobby", "den", "@" })
        {
            // In the server's log: once, in the order of typing. On the screen: the whole log, once, in its order.
            var own = life.Typed.Where(typed => typed.Log == log).Select(typed => typed.Id);
            Assert.Equal(own, life.Server.Log(log).Where(message => message.From == "ann").Select(message => message.ClientMessageId));
            Assert.Equal(life.Server.Log(log).Select(message => message.ClientMessageId), life.Shown(log));
        }

        Assert.Empty(life.Core.Model.Outbox);
    }, iter: 2_000);

    [Fact]
    public void WithAServerThatForgetsAllOnlyWhatItConfirmedAndLostIsMissing() =>
        Gen.Frequency((30, WithoutRestart), (1, Gen.Const(Step.Restart))).Array[1, 150].Sample(steps =>
    {
        var life = new Life();
        life.Run(steps);
        life.Settle();

        Assert.All(life.Typed, typed => Assert.Equal(DeliveryState.Accepted, life.StateOf(typed.Id)));
        foreach (var log in new[] { "lobby", "den", "@" })
        {
            var shown = life.Shown(log).ToArray();
            Assert.Equal(shown.Distinct(), shown);
            // What the server has now was seen, and nothing is twice in one life of the server.
            Assert.Subset(shown.ToHashSet(), life.Server.Log(log).Select(message => message.ClientMessageId).ToHashSet());
            Assert.All(life.Server.Posted.GroupBy(posted => (posted.Epoch, posted.Message.ClientMessageId)), group => Assert.Single(group));
            var typed = life.Typed.Where(t => t.Log == log).Select(t => t.Id).ToList();
            var seen = shown.Where(typed.Contains).Select(id => typed.IndexOf(id)).ToArray();
            Assert.Equal(seen.Order(), seen);
        }
    }, iter: 2_000);

    [Fact]
    public void AServerThatAsksForPatienceGetsAllOnceAndTheHeldOneIsNotForgotten() =>
        Gen.Frequency((20, WithoutRestart), (2, Gen.Const(Step.BeStrict)), (3, Gen.Const(Step.Pass))).Array[1, 150].Sample(steps =>
    {
        var life = new Life();
        life.Run(steps);
        life.Settle();
        Assert.All(life.Typed, typed => Assert.Equal(DeliveryState.Accepted, life.StateOf(typed.Id)));
        foreach (var log in new[] { "lobby", "den", "@" })
        {
            var own = life.Typed.Where(typed => typed.Log == log).Select(typed => typed.Id);
            var posted = life.Server.Log(log).Where(message => message.From == "ann").Select(message => message.ClientMessageId);
            Assert.Equal(own.Order(), posted.Order());
        }
    }, iter: 1_000);

    // CTL-FLOOD-1: no new connection is needed for what was refused, or dropped without a word, to be asked again.
    [Fact]
    public void AServerThatRefusesOrDropsAnyRequestIsAskedAgainUntilAllIsThere() =>
        Gen.Frequency((20, WithoutRestart), (2, Gen.Const(Step.BeStrict)), (1, Gen.Const(Step.BeSilent)), (5, Gen.Const(Step.Pass))).Array[1, 150].Sample(steps =>
    {
        var life = new Life();
        life.Run(steps);
        life.SettleByWaiting();
        Assert.All(life.Typed, typed => Assert.Equal(DeliveryState.Accepted, life.StateOf(typed.Id)));
        foreach (var log in new[] { "lobby", "den", "@" })
            Assert.Equal(life.Server.Log(log).Select(message => message.ClientMessageId), life.Shown(log));
        Assert.Empty(life.Notices);
    }, iter: 1_000);

    // CTL-RESUME-1: the place is taken back, and more than a page was said meanwhile, and goes on being said.
    [Fact]
    public void WhoIsToldTwiceOfARoomMissesNothingOfWhatNeedsSeveralPages()
    {
        var life = new Life();
        life.Settle();
        life.Run([Step.Drop]);
        life.Run(Enumerable.Repeat(Step.OtherSays, 60));
        life.Run([Step.Connect]);
        // Everything that is asked for is answered before anything of it is heard, and others talk all the while.
        for (var i = 0; i < 60; i++)
            life.Run([Step.ToServer, Step.ToServer, Step.OtherSays, Step.ToClient]);
        life.Settle();
        foreach (var log in new[] { "lobby", "den" })
            Assert.Equal(life.Server.Log(log).Select(message => message.ClientMessageId), life.Shown(log));
        Assert.Empty(life.Notices);
    }

    private sealed record TypedMessage(Guid Id, string Log, Task Fate);

    private sealed class Life
    {
        private readonly List<ChatEvent> _events = [];
        private readonly List<(long Due, Action Act)> _later = [];
        private readonly ManualTimeProvider _time = new();
        private ModelLink? _link;
        private int _others;

        public Life()
        {
            Core = new ChatCore(Profiles.Of(new FakeServer(), _time), new ChatOptions { Rooms = ["den"] }, _events.Add, (after, act) => _later.Add((_time.GetTimestamp() + after.Ticks, act)));
            Connect();
        }

        public ChatCore Core { get; }

        public ModelServer Server { get; } = new();

        public List<TypedMessage> Typed { get; } = [];

        public DeliveryState StateOf(Guid id) => _events.OfType<DeliveryEvent>().Last(e => e.Line.Id == id).State;

        /// <summary>What the person is told: that something is gone, above all.</summary>
        public IEnumerable<string> Notices => _events.OfType<NoticeEvent>().Select(e => e.Sentence);

        public IEnumerable<Guid> Shown(string log) => _events.OfType<MessageEvent>().Select(e => e.Line)
            .Where(line => (line.Buffer.Kind == BufferKind.Private ? "@" : line.Buffer.Name) == log).Select(line => line.Id);

        public void Run(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
                Do(step);
        }

        /// <summary>In the end there is a connection, and everything on it arrives.</summary>
        public void Settle()
        {
            Server.BeStrict(0);
            Drop();
            Connect();
            Flow();
            Pass();
            Flow();
        }

        /// <summary>In the end the server is patient, and time passes on the connection that there is.</summary>
        public void SettleByWaiting()
        {
            Server.BeStrict(0);
            Server.BeSilent(0);
            Connect();
            Flow();
            // More than any pause and any answer take, one after another for each of the few that were dropped.
            for (var i = 0; i < 200; i++)
            {
                Pass();
                Flow();
            }
        }

        private void Do(Step step)
        {
            switch (step)
            {
                case Step.TypeInLobby:
                    Type(BufferKey.Lobby, "lobby");
                    break;
                case Step.TypeInRoom:
                    Type(BufferKey.Room("den"), "den");
                    break;
                case Step.TypePrivately:
                    Type(BufferKey.Private("bob"), "@");
                    break;
                case Step.OtherSays:
                    Server.Say(_others % 2 == 0 ? "lobby" : "den", "bob", new Guid(++_others, 9, 9, new byte[8]), "hello");
                    break;
                case Step.ToServer when _link is not null && _link.ToServer.TryDequeue(out var up):
                    Server.Handle(up);
                    break;
                case Step.ToClient when _link is not null && Server.ToClient.TryDequeue(out var down):
                    _link.Deliver(down, frame => Assert.Null(Core.Handle(frame)));
                    break;
                case Step.Drop:
                    Drop();
                    break;
                case Step.Expire:
                    Server.Expire();
                    break;
                case Step.Connect:
                    Connect();
                    break;
                case Step.BeStrict:
                    Server.BeStrict(2);
                    break;
                case Step.BeSilent:
                    Server.BeSilent(2);
                    break;
                case Step.Pass:
                    Pass();
                    break;
                case Step.Restart:
                    Drop();
                    Server.Restart();
                    break;
            }
        }

        private void Type(BufferKey buffer, string log)
        {
            lock (Core.Model.Gate)
            {
                var entry = Core.Outbox.Add(buffer, $"message {Typed.Count}", MessageKind.Text);
                Typed.Add(new(entry.Line.Id, log, entry.Fate));
            }
        }

        // A second passes, and what was to be done by then is done.
        private void Pass()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var due = _later.Where(entry => entry.Due <= _time.GetTimestamp()).ToArray();
            _later.RemoveAll(due.Contains);
            lock (Core.Model.Gate)
            {
                foreach (var (_, act) in due)
                    act();
            }
        }

        private void Connect()
        {
            if (_link is not null)
                return;
            _link = new ModelLink();
            Core.Connect(_link);
        }

        private void Drop()
        {
            if (_link is null)
                return;
            _link.Drop();
            _later.Clear();
            Core.Disconnect();
            Server.Disconnect();
            _link = null;
        }

        private void Flow()
        {
            while (_link!.ToServer.Count + Server.ToClient.Count > 0)
            {
                Do(Step.ToServer);
                Do(Step.ToClient);
            }
        }
    }
}
