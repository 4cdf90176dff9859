using System.Security.Cryptography;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>A folder with all below it, to compare: paths and the SHA-256 of what they hold.</summary>
internal static class Tree
{
    /// <summary>Every file and every empty folder (with a trailing slash), in order.</summary>
    internal static SortedDictionary<string, string> Of(string folder)
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", Everything))
            tree[Path.GetRelativePath(folder, file)] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        foreach (var empty in Directory.EnumerateDirectories(folder, "*", Everything).Where(d => !Directory.EnumerateFileSystemEntries(d).Any()))
            tree[Path.GetRelativePath(folder, empty) + "/"] = "";
        return tree;
    }

    /// <summary>What a download left that is not whole.</summary>
    internal static string[] Unfinished(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", Everything).Select(f => Path.GetRelativePath(folder, f)).Where(f => f.Contains(".part"))];

    private static EnumerationOptions Everything => new() { RecurseSubdirectories = true, AttributesToSkip = 0 };
}
