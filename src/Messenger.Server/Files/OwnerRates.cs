using Messenger.Platform.Identity;

namespace Messenger.Server.Files;

/// <summary>How fast each key's transfers move, from one look to the next.</summary>
internal sealed class OwnerRates
{
    private readonly Lock _gate = new();
    private Dictionary<ulong, long> _before = [];
    private Dictionary<Fingerprint, long> _rates = [];
    private TimeSpan _looked;

    /// <summary>Bytes a second that a key's transfers move.</summary>
    public long Of(Fingerprint owner)
    {
        lock (_gate)
            return _rates.GetValueOrDefault(owner);
    }

    /// <summary>Looks at the transfers that run. Called every second or so.</summary>
    /// <param name="running">Number, owner, and bytes that have moved.</param>
    /// <param name="now">Now.</param>
    public void Look(IReadOnlyList<(ulong Id, Fingerprint Owner, long Moved)> running, TimeSpan now)
    {
        lock (_gate)
        {
            double seconds = (now - _looked).TotalSeconds;
            _rates = seconds <= 0 ? _rates : running.GroupBy(transfer => transfer.Owner).ToDictionary(
                mine => mine.Key,
                mine => (long)(mine.Sum(transfer => transfer.Moved - _before.GetValueOrDefault(transfer.Id)) / seconds));
            _before = running.ToDictionary(transfer => transfer.Id, transfer => transfer.Moved);
            _looked = now;
        }
    }
}
