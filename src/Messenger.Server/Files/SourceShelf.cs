using Messenger.Transfer.Plan;
using Messenger.Transfer.Source;

namespace Messenger.Server.Files;

/// <summary>Sources that some transfer still uses, so that those who fetch the same files share one, and the hashes it has computed.</summary>
internal sealed class SourceShelf
{
    // Entries whose source is gone are swept when there are more than this.
    private const int SweepAbove = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<PlanDigest, WeakReference<FileSource>> _sources = [];

    /// <summary>The source that is in use for the same files in the same state, or this one.</summary>
    /// <param name="source">A fresh source.</param>
    public FileSource Share(FileSource source)
    {
        lock (_gate)
        {
            // Two folders can hold files of the same names, sizes and times: the plan is the same, the files are not.
            if (_sources.TryGetValue(source.Plan.Digest, out WeakReference<FileSource>? place) && place.TryGetTarget(out FileSource? shared) && shared.IsSameAs(source))
                return shared;
            Sweep();
            _sources[source.Plan.Digest] = new WeakReference<FileSource>(source);
            return source;
        }
    }

    private void Sweep()
    {
        if (_sources.Count <= SweepAbove)
            return;
        foreach ((PlanDigest digest, WeakReference<FileSource> old) in _sources)
        {
            if (!old.TryGetTarget(out _))
                _sources.Remove(digest);
        }
    }
}
