namespace Messenger.Cli.Chat;

/// <summary>Paths of this machine as people type them in the chat, where no shell reads them first.</summary>
internal static class LocalPaths
{
    // Nobody chooses by Tab among more.
    private const int Most = 10_000;

    /// <summary>The path with a leading <c>~/</c> replaced by the home directory.</summary>
    public static string Expand(string typed) =>
        (typed == "~" || typed.StartsWith("~/", StringComparison.Ordinal)) && Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home
            ? home + typed[1..]
            : typed;

    /// <summary>What a typed path may become: names in its folder, folders with a slash behind them; hidden ones only where a dot asks for them.</summary>
    /// <param name="typed">The beginning of a path.</param>
    /// <param name="folder">Relative paths start from here.</param>
    public static IReadOnlyList<string> Continuing(string typed, string folder)
    {
        var cut = typed.LastIndexOf('/') + 1;
        var (head, tail) = (typed[..cut], typed[cut..]);
        try
        {
            return [.. new DirectoryInfo(Path.Combine(folder, Expand(head)))
                .EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith('.') == tail.StartsWith('.') && entry.Name.StartsWith(tail, StringComparison.Ordinal))
                .Take(Most)
                .Select(entry => head + entry.Name + (Directory.Exists(entry.FullName) ? "/" : ""))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
