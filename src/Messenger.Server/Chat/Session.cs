using Messenger.Contracts.Control;
using Messenger.Server.Files;
using Messenger.Server.Trust;

namespace Messenger.Server.Chat;

/// <summary>One connection that has logged in. Presence, rooms and inbox are its user's, not its own.</summary>
internal sealed class Session(User user, SessionPurpose purpose, Outbox outbox, Guid token, string client)
{
    private long _lastHeard;
    private long _heardBytes;

    /// <summary>Whose session it is.</summary>
    public User User => user;

    /// <summary>What it is for.</summary>
    public SessionPurpose Purpose => purpose;

    /// <summary>Where frames for it wait.</summary>
    public Outbox Outbox => outbox;

    /// <summary>With this a later session takes this one's place.</summary>
    public Guid Token => token;

    /// <summary>The client's product and version, for people.</summary>
    public string Client => client;

    /// <summary>Its key and address.</summary>
    public Peer Peer { get; init; }

    /// <summary>When it began, Unix milliseconds.</summary>
    public long Since { get; init; }

    /// <summary>It may act on others.</summary>
    public bool IsOperator { get; set; }

    /// <summary>It may not say anything; null: it may.</summary>
    public Sanction? Mute { get; set; }

    /// <summary>It has left or was ended: nothing that it does counts any more.</summary>
    public bool Ended { get; set; }

    /// <summary>Where it was lost: until when its place is kept.</summary>
    public TimeSpan GhostUntil { get; set; }

    /// <summary>A ping is on its way.</summary>
    public bool Pinged { get; set; }

    /// <summary>How much it says and is told.</summary>
    public Traffic Traffic { get; } = new();

    /// <summary>Bytes that came. Added to by whoever reads, without a lock.</summary>
    public long HeardBytes
    {
        get => Volatile.Read(ref _heardBytes);
        set => Volatile.Write(ref _heardBytes, value);
    }

    /// <summary>When the last frame came. Set by whoever reads, without a lock.</summary>
    public TimeSpan LastHeard
    {
        get => new(Volatile.Read(ref _lastHeard));
        set => Volatile.Write(ref _lastHeard, value.Ticks);
    }
}
