using Messenger.Client.Chat;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Chat;
using Messenger.Testing;

namespace Messenger.Client.Tests.Chat;

/// <summary>A chat session with a server and a clock that the test drives.</summary>
public abstract class ChatSessionFixture : IAsyncLifetime
{
    protected ManualTimeProvider Time { get; } = new();

    private protected FakeServer Server { get; } = new();

    protected ChatSession Session { get; set; } = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Session is not null)
            await Session.DisposeAsync().AsTask().Soon();
    }

    protected void Start(ChatOptions? options = null) => Session = ChatSession.Start(Profiles.Of(Server, Time), options ?? new ChatOptions());

    private protected async Task<FakeConnection> LoginAsync(
        long last = 0, string[]? members = null, int count = 0, byte[]? token = null, bool answerInbox = false)
    {
        var connection = await Server.AcceptAsync();
        await connection.AcceptLoginAsync(token: token);
        var inbox = await connection.ReadAsync<FetchHistory>();
        if (answerInbox)
            await connection.SendAsync(new HistoryPage { RequestId = inbox.RequestId, Log = "@", Epoch = 1, Oldest = 1 });
        Member[] first = [.. (members ?? []).Select(name => new Member { Name = name })];
        await connection.SendAsync(new RoomJoined { Room = "lobby", Epoch = 1, LastSequence = last, Members = first, MemberCount = Math.Max(count, first.Length) });
        await NextAsync<RoomEnteredEvent>();
        return connection;
    }

    // Waits until somebody waits just so long, and lets it pass.
    protected async Task PassAsync(TimeSpan pause)
    {
        while (await Time.NextTimerAsync(pause) != pause)
            await Task.Yield();
        Time.Advance(pause);
    }

    protected async Task<T> NextAsync<T>()
        where T : ChatEvent
    {
        while (true)
        {
            var next = await Session.Events.ReadAsync().AsTask().Soon();
            if (next is T found)
                return found;
            Assert.IsNotType<DisconnectedEvent>(next);
        }
    }

    protected static ChatMessage Message(long sequence, string text, string room = "lobby", string from = "bob", string to = "") => new()
    {
        Epoch = 1,
        Sequence = sequence,
        ClientMessageId = new Guid((int)sequence, 1, 1, new byte[8]),
        From = from,
        Room = room,
        To = to,
        Text = text,
    };
}
