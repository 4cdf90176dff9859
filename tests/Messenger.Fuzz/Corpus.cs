namespace Messenger.Fuzz;

/// <summary>The inputs that every run begins with: a target's own seeds, and the files that once were worth keeping.</summary>
internal static class Corpus
{
    /// <summary>Where the files are.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Corpus");

    /// <summary>The inputs of a target.</summary>
    public static IEnumerable<byte[]> Of(FuzzTarget target)
    {
        foreach (byte[] seed in target.Seeds)
            yield return seed;
        string folder = Path.Combine(Folder, Path.GetDirectoryName(target.Pattern)!);
        if (!Directory.Exists(folder))
            yield break;
        foreach (string file in Directory.GetFiles(folder, Path.GetFileName(target.Pattern)).Order(StringComparer.Ordinal))
            yield return File.ReadAllBytes(file);
    }
}
