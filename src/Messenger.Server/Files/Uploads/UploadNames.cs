using Messenger.Contracts.Files;

namespace Messenger.Server.Files.Uploads;

/// <summary>The names that uploads are writing to: each belongs to one at a time.</summary>
/// <param name="offers">The offers, of which some are given up for others.</param>
/// <param name="patience">How long a request waits for an earlier upload of the same command to let go.</param>
/// <param name="time">The clock.</param>
internal sealed class UploadNames(OfferBook offers, TimeSpan patience, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UploadHold> _taken = new(StringComparer.Ordinal);

    /// <summary>
    /// CTL-XFER-10: takes names, one upload at a time; another connection of the same command shares the hold, and what is left of an earlier one gives way.
    /// </summary>
    /// <param name="names">What the upload writes to.</param>
    /// <param name="hold">Takes them.</param>
    /// <param name="request">How it is asked for.</param>
    /// <param name="asker">Who asks.</param>
    /// <returns>The hold that has them now, an earlier one where it is shared; null: another upload has one of them.</returns>
    public async Task<UploadHold?> TakeAsync(IReadOnlyCollection<string> names, UploadHold hold, OpenUpload request, Asker asker)
    {
        using var patient = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, asker.Gone);
        while (Take(names, hold) is { Count: > 0 } others)
        {
            if (others.Count == 1 && others.Single() is var same && same.TryShare(asker, request.Command, hold.Digest))
                return same;
            if (!others.All(other => other.GivesWayTo(asker.Peer.Owner, request.Command)))
                return null;
            foreach (UploadHold other in others)
                other.Abandon(offer => offers.EndIfWaiting(offer, time.GetElapsedTime(0)));
            Task released = Task.WhenAll(others.Select(other => other.Released));
            await released.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!released.IsCompleted)
                return null;
        }

        return hold;
    }

    /// <summary>Whether no upload writes to a name.</summary>
    public bool IsFree(string name)
    {
        lock (_gate)
            return !_taken.ContainsKey(name);
    }

    /// <summary>Gives a hold's names back.</summary>
    public void Release(IReadOnlyCollection<string> names, UploadHold hold)
    {
        lock (_gate)
        {
            foreach (string name in names)
            {
                if (_taken.TryGetValue(name, out UploadHold? owner) && owner == hold)
                    _taken.Remove(name);
            }
        }
    }

    // All of them, or none where others have one already.
    private HashSet<UploadHold> Take(IReadOnlyCollection<string> names, UploadHold hold)
    {
        lock (_gate)
        {
            HashSet<UploadHold> others = [.. names.Select(name => _taken.GetValueOrDefault(name)).OfType<UploadHold>()];
            if (others.Count == 0)
            {
                foreach (string name in names)
                    _taken[name] = hold;
            }

            return others;
        }
    }
}
