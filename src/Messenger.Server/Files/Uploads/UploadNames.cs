using Messenger.Contracts.Files;

namespace Messenger.Server.Files.Uploads;

/// <summary>The names that uploads are writing to: each belongs to one at a time.</summary>
internal sealed class UploadNames
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UploadHold> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes all names of a plan.</summary>
    /// <returns>The holds that have one of them already, and nothing is taken; none: all are this one's now.</returns>
    public HashSet<UploadHold> Take(IReadOnlyList<PlanFile> files, UploadHold hold)
    {
        lock (_gate)
        {
            HashSet<UploadHold> others = [.. files.Select(file => _taken.GetValueOrDefault(file.Path)).OfType<UploadHold>()];
            if (others.Count == 0)
            {
                foreach (PlanFile file in files)
                    _taken[file.Path] = hold;
            }

            return others;
        }
    }

    /// <summary>Gives a hold's names back.</summary>
    public void Release(IReadOnlyList<PlanFile> files, UploadHold hold)
    {
        lock (_gate)
        {
            foreach (PlanFile file in files)
            {
                if (_taken.TryGetValue(file.Path, out UploadHold? owner) && owner == hold)
                    _taken.Remove(file.Path);
            }
        }
    }
}
