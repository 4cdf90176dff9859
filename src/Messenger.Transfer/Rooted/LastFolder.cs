namespace Messenger.Transfer.Rooted;

/// <summary>
/// The folder that was used last, kept open for those who go through many names in order. It is resolved anew after a few of them, so that one that was
/// moved away, or became a link, is not used for long. Not thread-safe.
/// </summary>
internal sealed class LastFolder : IDisposable
{
    /// <summary>Names between two resolutions, at most: what a resolution costs is then next to nothing for each of them.</summary>
    public const int MaxNames = 64;

    private RootedDirectory? _root;
    private RootedFolder? _folder;
    private string _path = "";
    private int _names;

    /// <summary>The folder of a path; null where there is none, or only a link that leads outside.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A safe relative path.</param>
    /// <param name="name">The path's last part.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be entered.</exception>
    public RootedFolder? Find(RootedDirectory root, string path, out ReadOnlySpan<char> name)
    {
        if (!IsLast(root, path, out name))
        {
            string above = RootedDirectory.Split(path).Folder;
            Take(root, above, root.FindFolder(above));
        }

        return _folder;
    }

    /// <summary>The folder of a path.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A safe relative path.</param>
    /// <param name="create">Make it where it is missing.</param>
    /// <param name="name">The path's last part.</param>
    /// <exception cref="IOException">It is missing, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be entered.</exception>
    public RootedFolder Open(RootedDirectory root, string path, bool create, out ReadOnlySpan<char> name)
    {
        if (!IsLast(root, path, out name) || _folder is null)
        {
            string above = RootedDirectory.Split(path).Folder;
            Take(root, above, root.OpenFolder(above, create));
        }

        return _folder!;
    }

    /// <summary>Closes it: the next name resolves its folder anew.</summary>
    public void Forget()
    {
        _folder?.Dispose();
        (_folder, _root) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    private bool IsLast(RootedDirectory root, string path, out ReadOnlySpan<char> name)
    {
        int slash = path.LastIndexOf('/');
        name = path.AsSpan(slash + 1);
        return _root == root && path.AsSpan(0, Math.Max(slash, 0)).SequenceEqual(_path) && ++_names <= MaxNames;
    }

    private void Take(RootedDirectory root, string path, RootedFolder? folder)
    {
        Forget();
        (_root, _path, _folder, _names) = (root, path, folder, 1);
    }
}
