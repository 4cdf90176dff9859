using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Client.Chat;

/// <summary>
/// The connection of the moment, as the parts of a chat see it. Answers are handled under the model's lock, and only while the connection that they
/// were asked on is the one of the moment: what a dead one still had under way is settled by coming back.
/// </summary>
/// <param name="gate">The model's lock.</param>
/// <param name="events">Where events go.</param>
/// <param name="later">Does something under the lock after a while, unless the connection of the moment ends before.</param>
/// <param name="time">The clock.</param>
/// <param name="answerTime">The longest that an answer may take.</param>
internal sealed class ChatWire(Lock gate, Action<ChatEvent> events, Action<TimeSpan, Action> later, TimeProvider time, TimeSpan answerTime)
{
    // CTL-FLOOD-1: whoever was told often enough hears nothing any more, which means the same.
    private static readonly Refused NoAnswer = new() { Code = RefusalCode.TooFast, Sentence = "the server did not answer" };

    private readonly Queue<Asked> _asked = new();
    private IControlLink? _link;
    private bool _watching;

    public TimeProvider Time => time;

    /// <summary>Logged in: requests make sense.</summary>
    public bool IsOnline { get; set; }

    /// <summary>A connection begins.</summary>
    public void Attach(IControlLink link) => _link = link;

    /// <summary>The connection is lost.</summary>
    public void Detach()
    {
        _link = null;
        IsOnline = false;
        _asked.Clear();
        _watching = false;
    }

    public void Emit(ChatEvent item) => events(item with { At = time.GetUtcNow() });

    public void Send(ClientFrame frame) => _link?.Send(frame);

    /// <summary>Does something after a while, unless the connection ends before.</summary>
    public void Later(TimeSpan after, Action act) => later(after, act);

    /// <summary>
    /// Asks; the answer is handled under the lock, and not at all when the connection ends before. One that does not come in time counts as
    /// <see cref="RefusalCode.TooFast"/>, and is ignored when it comes after all.
    /// </summary>
    /// <exception cref="UserError">A member of the frame is over its bound.</exception>
    public void Ask(Func<uint, ClientFrame> make, Action<ServerFrame> handle)
    {
        if (_link is not { } link)
            return;
        var asked = new Asked(time.GetTimestamp(), handle);
        link.Request(make, end =>
        {
            lock (gate)
            {
                if (ReferenceEquals(_link, link) && end.Reply is { } reply)
                    asked.Settle(reply);
            }
        });
        _asked.Enqueue(asked);
        Watch();
    }

    private void Watch()
    {
        while (_asked.TryPeek(out var oldest))
        {
            var left = answerTime - time.GetElapsedTime(oldest.At);
            if (!oldest.IsSettled && left > TimeSpan.Zero)
            {
                WatchLater(left);
                return;
            }

            _asked.Dequeue();
            oldest.Settle(NoAnswer);
        }
    }

    private void WatchLater(TimeSpan left)
    {
        if (_watching)
            return;
        _watching = true;
        later(left, () =>
        {
            _watching = false;
            Watch();
        });
    }

    private sealed class Asked(long at, Action<ServerFrame> handle)
    {
        private Action<ServerFrame>? _handle = handle;

        public long At => at;

        public bool IsSettled => _handle is null;

        public void Settle(ServerFrame reply)
        {
            var handle = _handle;
            _handle = null;
            handle?.Invoke(reply);
        }
    }
}
