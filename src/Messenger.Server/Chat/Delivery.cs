namespace Messenger.Server.Chat;

/// <summary>Puts frames into outboxes and notes, for when the work under the lock is done, whom to wake and whom to drop.</summary>
internal sealed class Delivery
{
    private readonly Queue<Session> _slow = new();
    private List<Outbox> _waiting = [];

    /// <summary>Whether any outbox has something since it was last asked for.</summary>
    public bool HasWaiting => _waiting.Count > 0;

    /// <summary>Whether somebody's outbox overflowed.</summary>
    public bool TryTakeSlow(out Session? session) => _slow.TryDequeue(out session);

    /// <summary>Sends one frame to one session.</summary>
    /// <param name="session">Whom to.</param>
    /// <param name="frame">A frame with its length, shared by all who get it.</param>
    public void Send(Session session, byte[] frame)
    {
        switch (session.Outbox.Add(frame))
        {
            case OutboxResult.First:
                _waiting.Add(session.Outbox);
                break;
            case OutboxResult.Full:
                _slow.Enqueue(session);
                break;
        }
    }

    /// <summary>Sends a last frame and closes the outbox.</summary>
    public void Close(Session session, byte[]? last, bool dropWaiting = false)
    {
        if (session.Outbox.Close(last, dropWaiting))
            _waiting.Add(session.Outbox);
    }

    /// <summary>Takes the outboxes that have something since the last call, and gives an empty list in exchange.</summary>
    public List<Outbox> TakeWaiting(List<Outbox> empty)
    {
        List<Outbox> waiting = _waiting;
        _waiting = empty;
        return waiting;
    }
}
