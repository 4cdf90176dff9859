using Messenger.Platform.Identity;
using Messenger.Server.Chat;

namespace Messenger.Server.Control;

/// <summary>The one door to the community: one caller at a time, and whoever got something is woken after the door is shut.</summary>
internal sealed class ChatGate(Community community, FlushPacer pacer, TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<Outbox> _spare = [];

    /// <summary>The clock that the chat's is made of.</summary>
    public TimeProvider Time => time;

    /// <summary>Bounds of the chat.</summary>
    public ChatLimits Limits => community.Limits;

    /// <summary>The clock of the chat.</summary>
    public Moment Now => Moment.Of(time);

    /// <summary>Monotonic time alone: cheaper than <see cref="Now"/>.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(0);

    /// <summary>Wakes writers.</summary>
    public FlushPacer Pacer => pacer;

    /// <summary>Sessions at the moment.</summary>
    public int SessionCount
    {
        get
        {
            using Turn turn = Enter();
            return turn.Community.SessionCount;
        }
    }

    /// <summary>Whether a key has any session.</summary>
    public bool IsConnected(Fingerprint owner)
    {
        using Turn turn = Enter();
        return turn.Community.IsConnected(owner);
    }

    /// <summary>These keys were heard, on another way than the control channel.</summary>
    public void OnLife(IReadOnlySet<Fingerprint> owners)
    {
        if (owners.Count == 0)
            return;
        using Turn turn = Enter();
        turn.Community.OnLife(owners, turn.Now);
    }

    /// <summary>Waits for its turn. Dispose what is returned, soon.</summary>
    public Turn Enter()
    {
        _gate.Enter();
        return new Turn(this, Now);
    }

    private void Leave()
    {
        Delivery delivery = community.Delivery;
        List<Outbox>? waiting = null;
        if (delivery.HasWaiting)
        {
            waiting = delivery.TakeWaiting(_spare);
            _spare = [];
        }

        _gate.Exit();
        if (waiting is null)
            return;
        pacer.Dispatch(waiting);
        waiting.Clear();
        lock (_gate)
            _spare = waiting;
    }

    /// <summary>A turn at the community.</summary>
    internal readonly ref struct Turn(ChatGate gate, Moment now)
    {
        /// <summary>The community, for as long as the turn lasts.</summary>
        public Community Community => gate.Community;

        /// <summary>When the turn began.</summary>
        public Moment Now => now;

        /// <summary>Ends the turn.</summary>
        public void Dispose() => gate.Leave();
    }

    private Community Community => community;
}
