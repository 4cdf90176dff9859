using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>A member who reads all that comes, answers what it is asked, and counts what is said: in order and without a gap.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly RawClient _client;
    private readonly Task _reading;
    private readonly Dictionary<string, TaskCompletionSource> _gone = [];
    private TaskCompletionSource? _enough;
    private long _last;
    private int _heard, _awaited;

    private Listener(RawClient client)
    {
        // Before anybody reads from it: a tuple of both would be assigned when the reading has begun.
        _client = client;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Somebody in the lobby, over TLS.</summary>
    internal static async Task<Listener> EnterAsync(TestServer server, string name, string from = "127.0.0.1") => new(await RawClient.EnterAsync(server, name, from));

    internal Task SayAsync(params string[] texts) =>
        _client.SendAsync([.. texts.Select((text, i) => new PostMessage { RequestId = (uint)i + 1, Room = "lobby", Text = text, ClientMessageId = Guid.NewGuid() })]);

    /// <summary>Waits until so many messages have come in all.</summary>
    internal async Task HearsAsync(int messages)
    {
        Task enough;
        lock (_gate)
        {
            _awaited = messages;
            _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_heard >= messages)
                _enough.SetResult();
            enough = _enough.Task;
        }

        await (await Task.WhenAny(enough, _reading)).WaitAsync(Deadline.Ordinary);
        Assert.True(enough.IsCompleted, $"{_heard} messages came and not {messages}, before the stream ended");
    }

    /// <summary>Waits until it is told that somebody has gone.</summary>
    internal Task SeesGoneAsync(string name) => GoneOf(name).Task.WaitAsync(Deadline.Ordinary);

    public async ValueTask DisposeAsync()
    {
        // A TLS stream must not be closed under who reads from it.
        await _leaving.CancelAsync();
        try
        {
            await _reading;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It was waiting, or saying that it lives.
        }

        await _client.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        while (await _client.ReadAsync(Timeout.InfiniteTimeSpan, _leaving.Token) is { } frame)
        {
            switch (frame)
            {
                case ServerPing:
                    await _client.SendAsync(new ClientPong());
                    break;
                case MessagePosted posted:
                    Count(posted.Message.Sequence);
                    break;
                case PresenceChanged presence:
                    foreach (var departure in presence.Left)
                        GoneOf(departure.Name).TrySetResult();
                    break;
            }
        }
    }

    private TaskCompletionSource GoneOf(string name)
    {
        lock (_gate)
        {
            if (!_gone.TryGetValue(name, out var gone))
                _gone.Add(name, gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return gone;
        }
    }

    private void Count(long sequence)
    {
        lock (_gate)
        {
            if (_last != 0 && sequence != _last + 1)
                _enough?.TrySetException(new InvalidOperationException($"after message {_last} came {sequence}"));
            _last = sequence;
            if (++_heard >= _awaited)
                _enough?.TrySetResult();
        }
    }
}
