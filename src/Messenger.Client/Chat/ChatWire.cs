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
/// <param name="time">The clock.</param>
internal sealed class ChatWire(Lock gate, Action<ChatEvent> events, TimeProvider time)
{
    private IControlLink? _link;

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
    }

    public void Emit(ChatEvent item) => events(item with { At = time.GetUtcNow() });

    public void Send(ClientFrame frame) => _link?.Send(frame);

    /// <summary>Asks; the answer is handled under the lock, and not at all when the connection ends before.</summary>
    /// <exception cref="UserError">A member of the frame is over its bound.</exception>
    public void Ask(Func<uint, ClientFrame> make, Action<ServerFrame> handle)
    {
        if (_link is not { } link)
            return;
        link.Request(make, end =>
        {
            lock (gate)
            {
                if (ReferenceEquals(_link, link) && end.Reply is { } reply)
                    handle(reply);
            }
        });
    }
}
