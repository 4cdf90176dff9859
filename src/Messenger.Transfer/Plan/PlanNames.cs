using Messenger.Contracts.Files;

namespace Messenger.Transfer.Plan;

/// <summary>The rules that a plan's names keep: safe, each once, none a file and a folder at once, none in the way of a part or journal.</summary>
internal static class PlanNames
{
    public static void Check(PlanFile[] files)
    {
        var taken = new HashSet<string>(files.Length, StringComparer.Ordinal);
        foreach (PlanFile file in files)
        {
            if (RelativePath.Fault(file.Path) is { } fault)
                throw new PlanException($"The plan's name '{file.Path}' {fault}.");
            if (PartNames.Fault(file.Path) is { } reserved)
                throw new PlanException($"The plan's name '{file.Path}' {reserved}.");
            if (!taken.Add(file.Path))
                throw new PlanException($"The plan names '{file.Path}' twice.");
        }

        foreach (PlanFile file in files)
        {
            if (ClashingParent(file.Path, taken) is { } parent)
                throw new PlanException($"The plan has '{parent}' both as a folder with something in it and by itself.");
        }
    }

    private static string? ClashingParent(string path, HashSet<string> taken)
    {
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = taken.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (lookup.TryGetValue(path.AsSpan(0, slash), out string? parent))
                return parent;
        }

        return null;
    }
}
