using CsCheck;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;

namespace Messenger.Server.Tests.Chat;

/// <summary>Whatever people do in whatever order, each client that comes back sees every message of a room once and in order.</summary>
public sealed class ExactlyOnceTests
{
    private const int Users = 4;

    private enum Deed
    {
        Say,
        SayAgain,
        Lose,
        Return,
        Wait,
        Flood,
    }

    [Fact]
    public void Every_client_has_every_message_once_and_in_order()
    {
        Gen.Select(Gen.Int[0, Users - 1], Gen.Enum<Deed>()).List[1, 150].Sample(
            deeds =>
            {
                var world = new ChatWorld();
                Person[] people = [.. Enumerable.Range(0, Users).Select(i => new Person(world, $"user{i}"))];
                foreach ((int who, Deed deed) in deeds)
                    people[who].Do(deed);
                foreach (Person person in people)
                    person.Return();

                string[] said = [.. people[0].Seen];
                Assert.Equal(said.Length, said.Distinct().Count());
                Assert.Equal(people.Sum(p => p.Said), said.Length);
                Assert.All(people, person => Assert.Equal(said, person.Seen));
            },
            iter: 300);
    }

    /// <summary>A person with a client that does what a client must: it fetches what it missed and drops what it has.</summary>
    private sealed class Person(ChatWorld world, string name)
    {
        private readonly List<(Guid Id, string Text)> _sent = [];
        private TestClient? _client;
        private byte[] _token = [];
        private ulong _epoch;
        private long _last;

        public List<string> Seen { get; } = [];

        public int Said => _sent.Count;

        public void Do(Deed deed)
        {
            switch (deed)
            {
                case Deed.Say:
                    Return();
                    Say();
                    break;
                case Deed.SayAgain when _sent.Count > 0:
                    // The answer was lost with the connection: the client sends the message again.
                    Lose();
                    Return();
                    _client!.Say(_sent[^1].Text, id: _sent[^1].Id);
                    break;
                case Deed.Lose:
                    Lose();
                    break;
                case Deed.Return:
                    Return();
                    break;
                case Deed.Wait:
                    world.Advance(4);
                    break;
                case Deed.Flood:
                    Return();
                    for (int i = 0; i < 10; i++)
                        Say();
                    break;
            }
        }

        public void Return()
        {
            if (_client is not null && !_client.Session.Ended)
            {
                Hear(_client.Read());
                _client.Session.LastHeard = world.Now.Uptime;
                return;
            }

            if (_client is not null)
                Hear(_client.Read());
            _client = world.Login(name, token: _token);
            List<ServerFrame> frames = _client.Read();
            _token = frames.OfType<LoggedIn>().Single().ResumeToken;
            HistoryPage page;
            do
            {
                page = _client.History(WireLimits.Lobby, _epoch, _last, most: 7);
                foreach (ChatMessage message in page.Messages)
                    Take(message);
            }
            while (page.More);
            Hear(frames);
        }

        private void Say()
        {
            string text = $"{name}:{_sent.Count}";
            _sent.Add((world.NextGuid(), text));
            _client!.Say(text, id: _sent[^1].Id);
        }

        private void Lose()
        {
            if (_client is null || _client.Session.Ended)
                return;
            // What was on its way is lost with the connection.
            _client.Lose();
            _client.Read();
        }

        private void Hear(List<ServerFrame> frames)
        {
            foreach (MessagePosted posted in frames.OfType<MessagePosted>())
                Take(posted.Message);
        }

        private void Take(ChatMessage message)
        {
            if (message.Epoch == _epoch && message.Sequence <= _last)
                return;
            Assert.Equal(_last + 1, message.Sequence);
            (_epoch, _last) = (message.Epoch, message.Sequence);
            Seen.Add(message.Text);
        }
    }
}
