using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Transfer.Tcp;

namespace Messenger.Server.Files;

/// <summary>What became of a data connection's opening.</summary>
internal enum OpeningVerdict
{
    /// <summary>No such offer, or the proof is wrong.</summary>
    Unknown,

    /// <summary>The offer has had its connection, or its time is over.</summary>
    TooLate,

    /// <summary>The connection is the offer's.</summary>
    Accepted,
}

/// <summary>All offers and running transfers, bounded, each serving one connection and ending in bounded time.</summary>
internal sealed class OfferBook(FileLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Offer> _offers = [];
    private readonly RateShare _share = new(limits.Rate);
    private FileLimits _limits = limits;

    /// <summary>Its bounds. Where they are set anew, what is there already stays.</summary>
    public FileLimits Limits
    {
        get => _limits;
        set
        {
            lock (_gate)
                _limits = value;
            bool wasBounded = _share.IsBounded;
            _share.BytesPerSecond = value.Rate;
            // With the next division those that run get their part of another bound; without one nobody divides.
            if (!wasBounded || _share.IsBounded)
                return;
            foreach (Offer offer in Running())
                offer.Control.LimitRate(0);
        }
    }

    /// <summary>Transfers that run.</summary>
    public int RunningCount
    {
        get
        {
            lock (_gate)
                return _offers.Values.Count(offer => offer.State == OfferState.Running);
        }
    }

    /// <summary>Enters an offer, or says which bound it is over.</summary>
    public Refused? Add(Offer offer, TimeSpan now)
    {
        Offer? idle;
        lock (_gate)
        {
            int mine = 0, all = 0;
            idle = null;
            foreach (Offer other in _offers.Values)
            {
                if (other.State == OfferState.Ended)
                    continue;
                all++;
                if (other.Owner == offer.Owner)
                    mine++;
                if (other.State == OfferState.Waiting && (idle is null || other.Deadline < idle.Deadline))
                    idle = other;
            }

            if (mine >= _limits.OffersPerOwner)
                return Refusals.Of(RefusalCode.LimitReached, $"You have {Plural.Of(mine, "transfer")} already; wait until one is done.");
            // A client comes for its offer at once: who asks and does not come must not keep the others out.
            if (all < _limits.Offers)
                idle = null;
            else if (idle is null || now < idle.Deadline - _limits.OfferLife + _limits.OfferKept)
                return Refusals.Of(RefusalCode.LimitReached, "The server has as many transfers as it takes; try again later.");
            offer.Deadline = now + _limits.OfferLife;
            ForgetEnded();
            // Of two sessions that choose the same id at once, one is too late.
            if (!_offers.TryAdd(offer.Id, offer))
                return Refusals.BadRequest(0, "Another transfer has that number; choose a random one.");
        }

        if (idle is not null)
            EndIfWaiting(idle, now);
        return null;
    }

    /// <summary>The offer of its owner; null where there is none.</summary>
    public Offer? Find(ulong id, Fingerprint owner)
    {
        lock (_gate)
            return _offers.TryGetValue(id, out Offer? offer) && offer.Owner == owner && offer.State != OfferState.Ended ? offer : null;
    }

    /// <summary>Whether an offer has that id, or had it a while ago.</summary>
    public bool IsTaken(ulong id)
    {
        lock (_gate)
            return _offers.ContainsKey(id);
    }

    /// <summary>Gives an offer to a data connection.</summary>
    public OpeningVerdict Take(TcpDataOpening opening, TimeSpan now, out Offer? offer)
    {
        lock (_gate)
        {
            if (!_offers.TryGetValue(opening.TransferId, out offer) || opening.Direction != offer.Cargo.Direction || !opening.Verify(offer.Secret))
                return OpeningVerdict.Unknown;
            if (!TryBegin(offer, now))
                return OpeningVerdict.TooLate;
        }

        MakeRoom();
        offer.StopWaiting.Cancel();
        return OpeningVerdict.Accepted;
    }

    /// <summary>Gives an offer to its connection over UDP, whose handshake was the proof.</summary>
    public bool TryTake(Offer offer, TimeSpan now)
    {
        lock (_gate)
        {
            if (!TryBegin(offer, now))
                return false;
        }

        MakeRoom();
        return true;
    }

    /// <summary>An offer or transfer is over.</summary>
    public void End(Offer offer, TimeSpan now)
    {
        lock (_gate)
        {
            offer.State = OfferState.Ended;
            offer.Deadline = now + _limits.OfferLife;
        }

        offer.StopWaiting.Cancel();
        offer.Cargo.Dispose();
    }

    /// <summary>Gives an offer up, unless its connection is there already.</summary>
    public void EndIfWaiting(Offer offer, TimeSpan now)
    {
        lock (_gate)
        {
            if (offer.State != OfferState.Waiting)
                return;
            offer.State = OfferState.Ended;
        }

        End(offer, now);
    }

    /// <summary>Ends what waited too long, forgets what is long over, and finds the transfers that nobody waits for any more.</summary>
    /// <param name="now">Now.</param>
    /// <param name="isConnected">Whether a key has a session.</param>
    /// <returns>Running transfers to be stopped; and the owners of those whose bytes move.</returns>
    public (List<Offer> Orphans, HashSet<Fingerprint> Alive) Sweep(TimeSpan now, Func<Fingerprint, bool> isConnected)
    {
        List<Offer> orphans = [], expired = [];
        HashSet<Fingerprint> alive = [];
        lock (_gate)
        {
            foreach (Offer offer in _offers.Values)
            {
                if (offer.State == OfferState.Running)
                {
                    // CTL-LIVE-3: bytes move only where the client acknowledges them.
                    if (offer.Control.Progress.MovedBytes is var moved && moved != offer.MovedBytes)
                    {
                        offer.MovedBytes = moved;
                        offer.OrphanSince = null;
                        alive.Add(offer.Owner);
                    }

                    offer.OrphanSince = isConnected(offer.Owner) ? null : offer.OrphanSince ?? now;
                    if (now - offer.OrphanSince >= _limits.OrphanLife)
                        orphans.Add(offer);
                }
                else if (offer.Deadline <= now && offer.State == OfferState.Waiting)
                {
                    offer.State = OfferState.Ended;
                    expired.Add(offer);
                }
                else if (offer.Deadline <= now)
                {
                    _offers.Remove(offer.Id);
                }
            }
        }

        foreach (Offer offer in expired)
            End(offer, now);
        return (orphans, alive);
    }

    /// <summary>Gives every transfer its share of the server's rate.</summary>
    public void DivideRate(TimeSpan now)
    {
        if (!_share.IsBounded)
            return;
        List<Offer> running = Running();
        long[] shares = _share.Divide([.. running.Select(offer => (offer.Id, offer.Control.Progress.MovedBytes))], now);
        for (int i = 0; i < shares.Length; i++)
            running[i].Control.LimitRate(shares[i]);
    }

    /// <summary>The offers whose client has not come.</summary>
    public List<Offer> Waiting()
    {
        lock (_gate)
            return [.. _offers.Values.Where(offer => offer.State == OfferState.Waiting)];
    }

    /// <summary>The transfers that run.</summary>
    public List<Offer> Running()
    {
        lock (_gate)
            return [.. _offers.Values.Where(offer => offer.State == OfferState.Running)];
    }

    // What is over is remembered for late connections, but not more of it than may be alive: each holds its plan.
    private void ForgetEnded()
    {
        if (_offers.Count < 2 * _limits.Offers)
            return;
        foreach (Offer ended in _offers.Values.Where(other => other.State == OfferState.Ended).OrderBy(other => other.Deadline).Take(_limits.Offers).ToList())
            _offers.Remove(ended.Id);
    }

    private bool TryBegin(Offer offer, TimeSpan now)
    {
        if (offer.State != OfferState.Waiting || offer.Deadline <= now)
            return false;
        offer.State = OfferState.Running;
        return true;
    }

    // At once and not with the next division: together they would send more than the bound until then.
    private void MakeRoom()
    {
        if (!_share.IsBounded)
            return;
        List<Offer> running = Running();
        long equal = _share.Begin(running.Count);
        foreach (Offer offer in running)
            offer.Control.LimitRate(equal);
    }
}
