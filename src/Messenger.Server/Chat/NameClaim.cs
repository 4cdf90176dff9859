using Messenger.Platform.Identity;

namespace Messenger.Server.Chat;

/// <summary>A name and the key that it belongs to.</summary>
internal sealed class NameClaim(string key, string display, string skeleton, Fingerprint owner, long claimed)
{
    /// <summary>The name for comparison.</summary>
    public string Key => key;

    /// <summary>The name as it was first written, and is shown from then on.</summary>
    public string Display => display;

    /// <summary>What it looks like.</summary>
    public string Skeleton => skeleton;

    /// <summary>The key that it belongs to.</summary>
    public Fingerprint Owner => owner;

    /// <summary>When it was taken, Unix milliseconds.</summary>
    public long Claimed => claimed;

    /// <summary>The name that its user has taken instead, as far as this run of the server knows; null: none.</summary>
    public NameClaim? RenamedTo { get; set; }

    /// <summary>When its owner was last in the chat, Unix milliseconds; 0: never.</summary>
    public long LastSeen { get; set; }
}
