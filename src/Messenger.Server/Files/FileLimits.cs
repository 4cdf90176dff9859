using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Server.Files;

/// <summary>Bounds of what people do with files.</summary>
internal sealed record FileLimits
{
    /// <summary>Offers and transfers of one key at once.</summary>
    public int OffersPerOwner { get; init; } = 32;

    /// <summary>A bad link that is put on all transfers; null: none.</summary>
    public Impairment? Impairment { get; init; }

    /// <summary>Bytes for those who measure their way here; null: nobody may.</summary>
    public MeasureFiles? Measure { get; init; }

    /// <summary>Offers and transfers at once.</summary>
    public int Offers { get; init; } = 2_000;

    /// <summary>How long an offer waits for its connection.</summary>
    public TimeSpan OfferLife { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it waits at least, when others need its place.</summary>
    public TimeSpan OfferKept { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a transfer outlives the last control connection of its owner.</summary>
    public TimeSpan OrphanLife { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For a data connection to say which transfer it is for.</summary>
    public TimeSpan Opening { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Questions about files of one session that wait for an answer.</summary>
    public int Waiting { get; init; } = 16;

    /// <summary>The keeper's choice of congestion control, whatever a client asks for; null: the client's, and BBR where it has none.</summary>
    public CongestionControl? Congestion { get; init; }

    /// <summary>Bytes a second of all transfers together; 0: no bound.</summary>
    public long Rate { get; init; }

    /// <summary>A page that has to compute SHA-256 ends after so long, with what it has.</summary>
    public TimeSpan HashingPerPage { get; init; } = TimeSpan.FromSeconds(2);
}
