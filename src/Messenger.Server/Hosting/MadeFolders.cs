namespace Messenger.Server.Hosting;

/// <summary>The folders that a start makes where they are missing: one that fails leaves none behind, as long as nothing is in them.</summary>
internal sealed class MadeFolders
{
    private readonly List<string> _missing = [];

    /// <summary>Remembers what of a path is not there yet.</summary>
    /// <param name="path">A folder that is about to be made.</param>
    /// <returns>The same.</returns>
    public string Expect(string path)
    {
        for (DirectoryInfo? folder = path.Length == 0 ? null : new(path); folder is { Exists: false }; folder = folder.Parent)
            _missing.Add(folder.FullName);
        return path;
    }

    /// <summary>Takes them away again.</summary>
    public void Remove()
    {
        foreach (string folder in _missing.Distinct(StringComparer.Ordinal).OrderByDescending(folder => folder.Length))
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It was never made, or somebody has put something there: it stays.
            }
        }
    }
}
