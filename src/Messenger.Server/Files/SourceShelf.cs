using Messenger.Transfer.Plan;
using Messenger.Transfer.Source;

namespace Messenger.Server.Files;

/// <summary>Sources that some transfer still uses, so that those who fetch the same files share one, and the hashes it has computed.</summary>
internal sealed class SourceShelf
{
    // Entries whose source is gone are swept when there are more than this.
    private const int SweepAbove = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<PlanDigest, Place> _places = [];

    /// <summary>The source that is in use for the same files in the same state, or this one.</summary>
    /// <param name="source">A fresh source.</param>
    /// <param name="entries">Its files.</param>
    public FileSource Share(FileSource source, List<SourceEntry> entries)
    {
        Place place;
        lock (_gate)
            _places.TryGetValue(source.Plan.Digest, out place);
        // Two folders can hold files of the same names, sizes and times: the plan is the same, the files are not. They are looked at while nobody waits.
        if (place.Source?.TryGetTarget(out FileSource? shared) == true && place.Entries.SequenceEqual(entries) && shared.IsUnchanged(out _))
            return shared;

        lock (_gate)
        {
            Sweep();
            _places[source.Plan.Digest] = new Place(entries, new WeakReference<FileSource>(source));
            return source;
        }
    }

    private void Sweep()
    {
        if (_places.Count <= SweepAbove)
            return;
        foreach ((PlanDigest digest, Place old) in _places)
        {
            if (!old.Source.TryGetTarget(out _))
                _places.Remove(digest);
        }
    }

    private readonly record struct Place(List<SourceEntry> Entries, WeakReference<FileSource> Source);
}
