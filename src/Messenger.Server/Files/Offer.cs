using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Rudp;
using Messenger.Transfer;

namespace Messenger.Server.Files;

/// <summary>The life of an offer.</summary>
internal enum OfferState
{
    /// <summary>Waits for its connection.</summary>
    Waiting,

    /// <summary>Its one connection is there.</summary>
    Running,

    /// <summary>Over, expired or given up: kept for a while so that a late connection is told.</summary>
    Ended,
}

/// <summary>Files that one client may move over one connection. All members belong to the <see cref="OfferBook"/>'s lock.</summary>
internal sealed class Offer
{
    /// <summary>Random, never 0.</summary>
    public required ulong Id { get; init; }

    /// <summary>Handed over on the control channel.</summary>
    public required TransferSecret Secret { get; init; }

    /// <summary>What is moved.</summary>
    public required Cargo Cargo { get; init; }

    /// <summary>Whose it is.</summary>
    public required Fingerprint Owner { get; init; }

    /// <summary>The key that asked for it.</summary>
    public Fingerprint Key { get; init; }

    /// <summary>Tells the session that asked.</summary>
    public required Action<ServerFrame> Notify { get; init; }

    /// <summary>How the rate over UDP is found.</summary>
    public CongestionControl Congestion { get; init; } = CongestionControl.Bbr;

    /// <summary>The steering wheel.</summary>
    public required TransferControl Control { get; init; }

    /// <summary>Ends its waiting on UDP, when it was taken over TCP or is over.</summary>
    public CancellationTokenSource StopWaiting { get; } = new();

    /// <summary>Until when it waits; once ended, until when it is remembered.</summary>
    public TimeSpan Deadline { get; set; }

    /// <summary>Since when its owner has no session; null: has one.</summary>
    public TimeSpan? OrphanSince { get; set; }

    /// <summary>Where in its life it is.</summary>
    public OfferState State { get; set; }

    /// <summary>Bytes of its wire space that had moved when it was looked at last: while they grow, its client lives.</summary>
    public long MovedBytes { get; set; }
}
