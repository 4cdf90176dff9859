using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Transfer.Plan;

namespace Messenger.Server.Files.Parcels;

/// <summary>All parcels: whose they are, what has become of them, and how much one and all may have. Knows no file.</summary>
internal sealed class ParcelBook
{
    private readonly Lock _gate = new();
    private readonly IParcelStore _store;
    private ParcelLimits _limits;
    private readonly SortedDictionary<ulong, StoredParcel> _parcels = [];
    private readonly Dictionary<Fingerprint, long> _perSender = [];
    private long _total;
    private ulong _last;

    /// <summary>Reads what earlier runs have kept.</summary>
    public ParcelBook(IParcelStore store, ParcelLimits limits)
    {
        (_store, _limits, _last) = (store, limits, store.LastId);
        foreach (StoredParcel parcel in store.Load())
        {
            _parcels[parcel.Id] = parcel;
            _last = Math.Max(_last, parcel.Id);
            Count(parcel, 1);
        }
    }

    /// <summary>Its bounds. Where they are set anew, what is there already stays.</summary>
    public ParcelLimits Limits
    {
        get => _limits;
        set
        {
            lock (_gate)
                _limits = value;
        }
    }

    /// <summary>Bytes that are here, or on their way.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    /// <summary>A parcel; null: none of that number.</summary>
    public StoredParcel? Find(ulong id)
    {
        lock (_gate)
            return _parcels.GetValueOrDefault(id);
    }

    /// <summary>The parcels that a key has sent or is to get, by number.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="after">With a higher number.</param>
    public List<StoredParcel> Of(Fingerprint key, ulong after)
    {
        lock (_gate)
            return [.. _parcels.Values.Where(parcel => parcel.Id > after && parcel.RoleOf(key) != ParcelRole.None)];
    }

    /// <summary>The parcels whose time is over.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public List<StoredParcel> Due(long now)
    {
        lock (_gate)
            return [.. _parcels.Values.Where(parcel => parcel.Expires <= now)];
    }

    /// <summary>The halves of a sender, for the same recipient and of the same name.</summary>
    public List<StoredParcel> Halves(ParcelPerson from, ParcelPerson to, string name)
    {
        lock (_gate)
            return [.. _parcels.Values.Where(parcel => parcel.State == ParcelState.Arriving && parcel.From.Key == from.Key && parcel.To == to && parcel.Name == name)];
    }

    /// <summary>CTL-BOX-6: the parcel that an upload goes on with; a new one, for which room is made in the books; or why there is none.</summary>
    /// <param name="from">Who sends.</param>
    /// <param name="to">To whom.</param>
    /// <param name="plan">What.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="parcel">The parcel, where there is no refusal.</param>
    public Refused? Begin(ParcelPerson from, ParcelPerson to, TransferPlan plan, long now, out StoredParcel? parcel)
    {
        lock (_gate)
        {
            parcel = _parcels.Values.FirstOrDefault(old => old.State == ParcelState.Arriving && old.From.Key == from.Key && old.To == to && old.Digest == plan.Digest);
            if (parcel is not null)
                return null;
            if (CheckCounts(from, to) is { } many)
                return many;
            if (CheckRoom(from, StoredParcel.WeightOf(plan.TotalBytes, plan.Files.Count)) is { } big)
                return big;
            parcel = new StoredParcel
            {
                Id = ++_last,
                From = from,
                To = to,
                Folder = Guid.NewGuid().ToString("N"),
                Digest = plan.Digest,
                Name = NameOf(plan),
                FileCount = plan.Files.Count,
                TotalBytes = plan.TotalBytes,
                Expires = now + (long)_limits.PartLife.TotalMilliseconds,
            };
            _parcels[parcel.Id] = parcel;
            Count(parcel, 1);
        }

        _ = _store.SaveAsync(parcel);
        return null;
    }

    /// <summary>Changes a parcel.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="change">Gives it as it is to be, or null where nothing is to change.</param>
    /// <returns>The parcel as it is now, and a task that is done when that survives the process; null: nothing was changed.</returns>
    public (StoredParcel Parcel, Task Kept)? Change(ulong id, Func<StoredParcel, StoredParcel?> change)
    {
        StoredParcel? after;
        lock (_gate)
        {
            if (!_parcels.TryGetValue(id, out StoredParcel? before) || (after = change(before)) is null)
                return null;
            Count(before, -1);
            _parcels[id] = after;
            Count(after, 1);
            if (!after.IsHeld)
                ForgetOldest(after.From.Key);
        }

        return (after, _store.SaveAsync(after));
    }

    /// <summary>Notes how far a parcel's fetching is, beyond which nothing about it changes.</summary>
    /// <returns>Null: it is not being fetched any more.</returns>
    public StoredParcel? Progress(ulong id, long fetchedBytes)
    {
        lock (_gate)
        {
            if (!_parcels.TryGetValue(id, out StoredParcel? parcel) || parcel.State != ParcelState.Accepted)
                return null;
            return _parcels[id] = parcel with { FetchedBytes = fetchedBytes };
        }
    }

    /// <summary>Nothing of a parcel is to be known any more.</summary>
    public void Forget(ulong id)
    {
        lock (_gate)
            Remove(id);
    }

    /// <summary>The name of a plan's file or folder; of the first, where there are several.</summary>
    public static string NameOf(TransferPlan plan) => plan.Files[0].Path.Split('/')[0];

    private Refused? CheckCounts(ParcelPerson from, ParcelPerson to)
    {
        int sent = 0, waiting = 0;
        foreach (StoredParcel parcel in _parcels.Values)
        {
            if (!parcel.IsHeld)
                continue;
            sent += parcel.From.Key == from.Key ? 1 : 0;
            waiting += parcel.To.Key == to.Key ? 1 : 0;
        }

        if (sent >= _limits.PerSender)
            return Refusals.Of(RefusalCode.LimitReached, $"{sent} parcels of yours have not been fetched yet; take one back, or wait.");
        return waiting < _limits.PerRecipient ? null
            : Refusals.Of(RefusalCode.LimitReached, $"{waiting} parcels wait for {to.Name} already; try again when some of them are fetched.");
    }

    private Refused? CheckRoom(ParcelPerson from, long bytes)
    {
        long used = _perSender.GetValueOrDefault(from.Key);
        if (bytes > _limits.Quota - _total)
            return Refusals.Of(RefusalCode.NoRoom, $"This server has no room for {ByteSize.Show(bytes)}: {ByteSize.Show(Math.Max(0, _limits.Quota - _total))} of {ByteSize.Show(_limits.Quota)} are left for parcels; try again when some are fetched, or ask its keeper for more.");
        return bytes <= _limits.UserQuota - used ? null
            : Refusals.Of(RefusalCode.NoRoom, $"Parcels of yours that are not fetched have {ByteSize.Show(used)}, and may have {ByteSize.Show(_limits.UserQuota)}: {ByteSize.Show(bytes)} more are too many; take one back, or wait.");
    }

    private void ForgetOldest(Fingerprint sender)
    {
        StoredParcel[] over = [.. _parcels.Values.Where(parcel => !parcel.IsHeld && parcel.From.Key == sender)];
        foreach (StoredParcel old in over.OrderBy(parcel => parcel.Expires).Take(over.Length - _limits.Remembered))
            Remove(old.Id);
    }

    private void Remove(ulong id)
    {
        if (!_parcels.Remove(id, out StoredParcel? parcel))
            return;
        Count(parcel, -1);
        _ = _store.RemoveAsync(id);
    }

    private void Count(StoredParcel parcel, int sign)
    {
        if (!parcel.IsHeld)
            return;
        _total += sign * parcel.Weight;
        long own = _perSender.GetValueOrDefault(parcel.From.Key) + (sign * parcel.Weight);
        if (own == 0)
            _perSender.Remove(parcel.From.Key);
        else
            _perSender[parcel.From.Key] = own;
    }
}
