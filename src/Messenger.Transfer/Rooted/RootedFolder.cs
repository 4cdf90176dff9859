using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

/// <summary>
/// A folder beneath a root, open: a name in it costs one call, follows no link, and is in this folder whatever becomes of the folder's own name.
/// </summary>
internal sealed class RootedFolder(SafeFileHandle folder, string path) : IDisposable
{
    private const uint FileMode = 0x1B6;

    /// <summary>What a name is, a link as a link; null where there is nothing.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be entered.</exception>
    public FileStatus? Stat(string name)
    {
        if (IsOneName(name) && Native.Stat(folder, name, Native.AtSymlinkNoFollow, out Native.Statx raw) == 0)
            return RootedDirectory.Status(raw);
        int errno = IsOneName(name) ? Marshal.GetLastPInvokeError() : Native.ENOENT;
        return errno is Native.ENOENT ? null : throw NativeError.From(errno, "looked at", Shown(name));
    }

    /// <summary>Opens a regular file for reading, and never blocks on a pipe; null where the name is a link.</summary>
    /// <exception cref="FileNotFoundException">There is nothing.</exception>
    /// <exception cref="IOException">It is no regular file or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public SafeFileHandle? TryOpenRead(string name, out FileStatus status)
    {
        status = default;
        int descriptor = IsOneName(name) ? Native.OpenAt(folder, name, Native.ReadOnly | Native.NoFollow | Native.NonBlocking | Native.CloseOnExec, 0) : -1;
        if (descriptor < 0)
        {
            int errno = IsOneName(name) ? Marshal.GetLastPInvokeError() : Native.ENOENT;
            return errno == Native.ELOOP ? null : throw NativeError.From(errno, "read", Shown(name));
        }

        return RootedDirectory.RequireFile(descriptor, Shown(name), out status);
    }

    /// <summary>Opens a regular file for reading and writing; a link in its place is never followed, nor a file with a second name written to.</summary>
    public SafeFileHandle OpenWrite(string name, bool create, out FileStatus status)
    {
        int flags = Native.ReadWrite | Native.NoFollow | Native.NonBlocking | Native.CloseOnExec | (create ? Native.Create : 0);
        if (!IsOneName(name))
            throw NativeError.From(Native.ENOENT, "written", Shown(name));
        SafeFileHandle handle = RootedDirectory.Require(Native.OpenAt(folder, name, flags, FileMode), "written", Shown(name));
        try
        {
            Native.Statx raw = RootedDirectory.Raw(handle, name);
            status = RootedDirectory.Status(raw);
            if (status.Kind != FileKind.File)
                throw new IOException($"'{Shown(name)}' is no regular file.");
            // SINK-ROOT-3: a hard link would carry the bytes to a file outside.
            if (raw.Links > 1)
                throw new IOException($"'{Shown(name)}' has a second name elsewhere and is not written to; remove it.");
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Renames within the folder. False: the new name is taken and was not to be replaced.</summary>
    public bool Rename(string from, string to, bool replace)
    {
        if (!IsOneName(from) || !IsOneName(to))
            throw NativeError.From(Native.ENOENT, $"renamed to '{to}'", Shown(from));
        if (Native.RenameAt2(folder, from, folder, to, replace ? 0 : Native.RenameNoReplace) == 0)
            return true;
        int errno = Marshal.GetLastPInvokeError();
        if (errno == Native.EEXIST && !replace)
            return false;
        // Some file systems cannot refuse to replace in one step: then look first.
        if (errno != Native.EINVAL || replace)
            throw NativeError.From(errno, $"renamed to '{to}'", Shown(from));
        return Stat(to) is null && Rename(from, to, replace: true);
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    // A name that did not go through a plan must not get further than one that did.
    private static bool IsOneName(string name) => name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\0') < 0;

    private string Shown(string name) => path.Length == 0 ? name : $"{path}/{name}";
}
