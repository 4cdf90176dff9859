using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

/// <summary>
/// A directory that no name can leave: every path is resolved by the kernel beneath its descriptor, links that lead outside and
/// links of /proc included. Safe to use from several threads.
/// </summary>
public sealed class RootedDirectory : IDisposable
{
    private RootedDirectory(string path) => Path = path;

    /// <summary>The root as it was given, for messages.</summary>
    public string Path { get; }

    /// <summary>Opens a root.</summary>
    /// <param name="path">The directory; links in this path are followed, they are its owner's.</param>
    /// <param name="create">Make it, and what is missing above it.</param>
    /// <exception cref="IOException">It is missing, or is no directory, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static RootedDirectory Open(string path, bool create = false) => throw new NotImplementedException();

    /// <summary>What a name is, links inside the root followed; null where there is nothing, or only a link that leads outside.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <param name="follow">Follow a link in the last part.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public FileStatus? Stat(string path, bool follow = true) => throw new NotImplementedException();

    /// <summary>The names in a folder, without <c>.</c> and <c>..</c>, in no order.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public IReadOnlyList<DirectoryEntry> List(string path) => throw new NotImplementedException();

    /// <summary>Opens a regular file for reading, by <see cref="RandomAccess"/>. Never blocks on a pipe.</summary>
    /// <param name="path">A safe relative path; links inside the root are followed.</param>
    /// <param name="status">The state of the file that was opened.</param>
    /// <exception cref="FileNotFoundException">There is nothing, or only a link that leads outside.</exception>
    /// <exception cref="IOException">It is no regular file or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public SafeFileHandle OpenRead(string path, out FileStatus status) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
