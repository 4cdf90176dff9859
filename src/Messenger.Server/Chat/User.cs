using Messenger.Platform.Identity;

namespace Messenger.Server.Chat;

/// <summary>A name with its rooms, presence and inbox, whatever connections it has at the moment.</summary>
internal sealed class User(NameClaim claim, Func<MessageLog> createInbox)
{
    private MessageLog? _inbox;
    private RecentPosts? _recent;

    /// <summary>The name; another one after a rename, which is the community's to make.</summary>
    public NameClaim Claim { get; set; } = claim;

    /// <summary>The name as the server writes it.</summary>
    public string Name => Claim.Display;

    /// <summary>The name for comparison.</summary>
    public string Key => Claim.Key;

    /// <summary>Whose name it is.</summary>
    public Fingerprint Owner => Claim.Owner;

    /// <summary>All its sessions.</summary>
    public List<Session> Sessions { get; } = [];

    /// <summary>Those in the chat: they get what is posted.</summary>
    public List<Session> ChatSessions { get; } = [];

    /// <summary>Chat sessions that were lost and whose place is kept.</summary>
    public List<Session> Ghosts { get; } = [];

    /// <summary>The rooms it is in, the lobby first.</summary>
    public List<Room> Rooms { get; } = [];

    /// <summary>In the lobby: online, as others see it.</summary>
    public bool Online { get; set; }

    /// <summary>Why it is away; empty when it is not.</summary>
    public string AwayReason { get; set; } = "";

    /// <summary>Away, as others see it.</summary>
    public bool Away => AwayReason.Length > 0;

    /// <summary>In the chat since, or last seen there, Unix milliseconds.</summary>
    public long Since { get; set; }

    /// <summary>When it last said or did something.</summary>
    public TimeSpan LastActive { get; set; }

    /// <summary>Where it has no session and no ghost: since when.</summary>
    public TimeSpan OfflineSince { get; set; }

    /// <summary>Private messages, sent and received.</summary>
    public MessageLog Inbox => _inbox ??= createInbox();

    /// <summary>Private messages have another bound from now on.</summary>
    public void Remember(LogBound bound)
    {
        // Who has none yet gets one of that bound.
        if (_inbox is not null)
            _inbox.Bound = bound;
    }

    /// <summary>How much it asks for.</summary>
    public RequestBucket Requests { get; } = new();

    /// <summary>Its last messages, to know them again.</summary>
    public RecentPosts Recent => _recent ??= new RecentPosts();
}
