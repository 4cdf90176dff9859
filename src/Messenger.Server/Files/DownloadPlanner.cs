using Messenger.Contracts.Control;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Source;

namespace Messenger.Server.Files;

/// <summary>Turns what a client names into files and the places where they go.</summary>
internal static class DownloadPlanner
{
    /// <summary>Resolves selections.</summary>
    /// <param name="library">The library.</param>
    /// <param name="selections">Paths, folders and patterns.</param>
    /// <param name="entries">Files and where they go, where there is no refusal.</param>
    /// <returns>Why not, or null.</returns>
    public static Refused? Resolve(Library library, IReadOnlyList<string> selections, out List<SourceEntry> entries)
    {
        entries = [];
        if (selections.Count == 0)
            return Refusals.BadRequest(0, "No file is named; name files, folders or patterns.");

        var byTarget = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string selection in selections)
        {
            int leftOut = Selection.LeftOut(selection);
            bool any = false;
            foreach (LibraryFile file in Selection.Find(library, selection))
            {
                any = true;
                string target = file.Path[leftOut..];
                if (byTarget.TryAdd(target, file.Path))
                    entries.Add(new SourceEntry(file.Path, target) { Status = file.Status });
                else if (byTarget[target] != file.Path)
                    return Collision(target, byTarget[target], file.Path);
                if (entries.Count > TransferPlan.MaxFiles)
                    return Refusals.Of(RefusalCode.LimitReached, $"One download has at most {TransferPlan.MaxFiles} files; name fewer.");
            }

            if (!any)
                return Refusals.Of(RefusalCode.NoSuchFile, $"The library has nothing that matches '{SafeText.Show(Short(selection))}'{SafeText.Show(Pattern.Wider(Short(selection)))}.");
        }

        return null;
    }

    private static Refused Collision(string target, string first, string second) =>
        Refusals.BadRequest(0, $"Both '{Short(first)}' and '{Short(second)}' would become '{Short(target)}'; fetch them one at a time, or the folder that holds both.");

    // A path can be longer than a sentence may be.
    private static string Short(string path) => path.Length <= 150 ? path : $"{path[..100]}…{path[^49..]}";
}
