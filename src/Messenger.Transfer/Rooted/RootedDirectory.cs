using System.Runtime.InteropServices;
using Messenger.Transfer.Plan;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

/// <summary>
/// A directory that no name can leave: every path is resolved by the kernel beneath its descriptor, links that lead outside and
/// links of /proc included. Safe to use from several threads.
/// </summary>
public sealed partial class RootedDirectory : IDisposable
{
    private const int RaceRetries = 64;
    private readonly SafeFileHandle _root;
    private readonly bool _hasOpenAt2;

    private RootedDirectory(string path, SafeFileHandle root, bool allowOpenAt2)
    {
        (Path, _root) = (path, root);
        _hasOpenAt2 = allowOpenAt2 && ProbeOpenAt2();
    }

    /// <summary>The root as it was given, for messages.</summary>
    public string Path { get; }

    /// <summary>Opens a root.</summary>
    /// <param name="path">The directory; links in this path are followed, they are its owner's.</param>
    /// <param name="create">Make it, and what is missing above it.</param>
    /// <exception cref="IOException">It is missing, or is no directory, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static RootedDirectory Open(string path, bool create = false) => Open(path, create, allowOpenAt2: true);

    internal static RootedDirectory Open(string path, bool create, bool allowOpenAt2)
    {
        if (create)
            Directory.CreateDirectory(path);
        int descriptor = Native.OpenAtCwd(Native.AtFdCwd, path, Native.ReadOnly | Native.Directory | Native.CloseOnExec, 0);
        if (descriptor < 0)
            throw NativeError.Last("opened", path);
        return new RootedDirectory(path, Handle(descriptor), allowOpenAt2);
    }

    /// <summary>What a name is, links inside the root followed; null where there is nothing, or only a link that leads outside.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <param name="follow">Follow a link in the last part.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be entered.</exception>
    public FileStatus? Stat(string path, bool follow = true)
    {
        int descriptor = Resolve(path, Native.PathOnly | (follow ? 0 : Native.NoFollow), 0);
        if (descriptor < 0)
            return ThrowUnlessMissing(path);

        using SafeFileHandle handle = Handle(descriptor);
        FileStatus status = StatusOf(handle, path);
        // Without openat2 no link is followed, the last one neither.
        return follow && status.Kind == FileKind.Link ? null : status;
    }

    /// <summary>A folder, by whose descriptor the names in it are used; null where there is none, or only a link that leads outside.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be entered.</exception>
    internal RootedFolder? FindFolder(string path)
    {
        int descriptor = Resolve(path, Native.PathOnly | Native.Directory, 0);
        if (descriptor >= 0)
            return new RootedFolder(Handle(descriptor), path);
        ThrowUnlessMissing(path);
        return null;
    }

    /// <summary>The names in a folder, without <c>.</c> and <c>..</c>, in no order.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IReadOnlyList<DirectoryEntry> List(string path) => List(path, out _);

    /// <summary>The same.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <param name="nameless">How many more there are whose names are not UTF-8.</param>
    /// <param name="withStatus">Give each name's state, too: one call a name, of the folder that is open anyway.</param>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IReadOnlyList<DirectoryEntry> List(string path, out int nameless, bool withStatus = false)
    {
        using SafeFileHandle folder = Require(Resolve(path, Native.ReadOnly | Native.Directory, 0), "read", path);
        return new DirectoryReader(folder, path, withStatus).Read(out nameless);
    }

    /// <summary>Reads the inodes of all in a folder that are no folders.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <param name="inodes">Takes them.</param>
    /// <param name="folders">Takes the names of the folders in it.</param>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal void ReadInodes(string path, List<ulong> inodes, List<string> folders)
    {
        using SafeFileHandle folder = Require(Resolve(path, Native.ReadOnly | Native.Directory, 0), "read", path);
        new DirectoryReader(folder, path, withStatus: false).ReadInodes(inodes, folders);
    }

    /// <summary>Opens a regular file for reading, by <see cref="RandomAccess"/>. Never blocks on a pipe.</summary>
    /// <param name="path">A safe relative path; links inside the root are followed.</param>
    /// <param name="status">The state of the file that was opened.</param>
    /// <exception cref="FileNotFoundException">There is nothing, or only a link that leads outside.</exception>
    /// <exception cref="IOException">It is no regular file or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public SafeFileHandle OpenRead(string path, out FileStatus status) => OpenRead(path, follow: true, out status);

    internal SafeFileHandle OpenRead(string path, bool follow, out FileStatus status)
    {
        // O_NONBLOCK: opening a pipe returns at once, and is refused below.
        int flags = Native.ReadOnly | Native.NonBlocking | (follow ? 0 : Native.NoFollow);
        int descriptor = Resolve(path, flags, 0);
        return descriptor >= 0 ? RequireFile(descriptor, path, writes: false, out status) : throw NativeError.Last("read", path);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    /// <summary>The state of an open file.</summary>
    internal static FileStatus StatusOf(SafeFileHandle handle, string path) => Status(Raw(handle, path));

    /// <summary>A regular file that was opened, with one name where it is to be written to; anything else is closed again.</summary>
    internal static SafeFileHandle RequireFile(int descriptor, string path, bool writes, out FileStatus status)
    {
        SafeFileHandle handle = Handle(descriptor);
        try
        {
            Native.Statx raw = Raw(handle, path);
            status = Status(raw);
            if (status.Kind != FileKind.File)
                throw new IOException($"'{path}' is no regular file.");
            // SINK-ROOT-3: a hard link would carry the bytes to a file outside.
            if (writes && raw.Links > 1)
                throw new IOException($"'{path}' has a second name elsewhere and is not written to; remove it.");
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static Native.Statx Raw(SafeFileHandle handle, string path) =>
        Native.Stat(handle, "", Native.AtEmptyPath, out Native.Statx status) == 0 ? status : throw NativeError.Last("looked at", path);

    internal static FileStatus Status(in Native.Statx raw)
    {
        FileKind kind = (raw.Mode & 0xF000) switch { 0x8000 => FileKind.File, 0x4000 => FileKind.Folder, 0xA000 => FileKind.Link, _ => FileKind.Special };
        ulong device = ((ulong)raw.DeviceMajor << 32) | raw.DeviceMinor;
        var identity = new FileIdentity(device, raw.Inode, (long)raw.Size, raw.Modified.UnixNanoseconds, raw.Changed.UnixNanoseconds);
        return new FileStatus(kind, identity, (raw.Mode & 0x40) != 0);
    }

    private static SafeFileHandle Require(int descriptor, string what, string path) =>
        descriptor >= 0 ? Handle(descriptor) : throw NativeError.Last(what, path);

    // Behind a resolution that failed.
    private static FileStatus? ThrowUnlessMissing(string path)
    {
        int errno = Marshal.GetLastPInvokeError();
        return errno is Native.ENOENT or Native.ENOTDIR or Native.EXDEV or Native.ELOOP ? null : throw NativeError.From(errno, "looked at", path);
    }

    private static SafeFileHandle Handle(int descriptor) => new(descriptor, ownsHandle: true);

    /// <summary>Opens a path beneath the root: the descriptor, or -1 and errno.</summary>
    private int Resolve(string path, int flags, uint mode)
    {
        if (path.Length == 0)
            path = ".";
        // A name that did not go through a plan must not get further than one that did.
        else if (!RelativePath.IsReachable(path))
            return Fail(Native.ENOENT);

        flags |= Native.CloseOnExec;
        if (!_hasOpenAt2)
            return ResolveByParts(path, flags, mode);

        int descriptor;
        int tries = 0;
        // SINK-ROOT-1: the kernel resolves, and lets nothing out. It answers EAGAIN when something was renamed while it looked, which it cannot tell from an escape.
        do
            descriptor = Native.OpenAt2(_root, path, flags, mode, Native.ResolveBeneath | Native.ResolveNoMagicLinks);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() is Native.EAGAIN or Native.EINTR && ++tries < RaceRetries);
        return descriptor;
    }

    // Before Linux 5.6, or where a sandbox forbids openat2: part by part, following no link at all.
    private int ResolveByParts(string path, int flags, uint mode)
    {
        SafeFileHandle folder = _root;
        int slash;
        while ((slash = path.IndexOf('/')) >= 0)
        {
            int next = Native.OpenAt(folder, path.AsSpan(0, slash), Native.PathOnly | Native.Directory | Native.NoFollow | Native.CloseOnExec, 0);
            int errno = Marshal.GetLastPInvokeError();
            if (folder != _root)
                folder.Dispose();
            if (next < 0)
                return Fail(errno);
            folder = Handle(next);
            path = path[(slash + 1)..];
        }

        int descriptor = Native.OpenAt(folder, path, flags | Native.NoFollow, mode);
        int last = Marshal.GetLastPInvokeError();
        if (folder != _root)
            folder.Dispose();
        return descriptor >= 0 ? descriptor : Fail(last);
    }

    private static int Fail(int errno)
    {
        Marshal.SetLastPInvokeError(errno);
        return -1;
    }

    private bool ProbeOpenAt2()
    {
        int probe = Native.OpenAt2(_root, ".", Native.PathOnly | Native.Directory | Native.CloseOnExec, 0, Native.ResolveBeneath);
        if (probe < 0)
            return false;
        Handle(probe).Dispose();
        return true;
    }
}
