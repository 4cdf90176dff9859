using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

/// <summary>
/// A folder beneath a root, open: a name in it costs one call, follows no link, and is in this folder whatever becomes of the folder's own name.
/// </summary>
internal sealed class RootedFolder(SafeFileHandle folder, string path) : IDisposable
{
    private const uint FileMode = 0x1B6;

    private SafeFileHandle Descriptor => folder;

    /// <summary>What a name is, a link as a link; null where there is nothing.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be entered.</exception>
    public FileStatus? Stat(ReadOnlySpan<char> name)
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
    public SafeFileHandle? TryOpenRead(ReadOnlySpan<char> name, out FileStatus status)
    {
        status = default;
        int descriptor = IsOneName(name) ? Native.OpenAt(folder, name, Native.ReadOnly | Native.NoFollow | Native.NonBlocking | Native.CloseOnExec, 0) : -1;
        if (descriptor < 0)
        {
            int errno = IsOneName(name) ? Marshal.GetLastPInvokeError() : Native.ENOENT;
            return errno == Native.ELOOP ? null : throw NativeError.From(errno, "read", Shown(name));
        }

        return RootedDirectory.RequireFile(descriptor, Shown(name), writes: false, out status);
    }

    /// <summary>Opens what a name is for reading, for a moment, and never blocks on a pipe. Nothing was looked at yet: that is the caller's, behind the read.</summary>
    /// <returns>A descriptor for <see cref="BriefFile"/>; -1 where the name cannot be opened so, or is a link: <see cref="TryOpenRead"/> says what it is.</returns>
    public int OpenBriefly(ReadOnlySpan<char> name) =>
        IsOneName(name) ? Native.OpenAt(folder, name, Native.ReadOnly | Native.NoFollow | Native.NonBlocking | Native.CloseOnExec, 0) : -1;

    /// <summary>Makes a file that is not there, open for writing for a moment: what is made so is regular and has one name.</summary>
    /// <returns>A descriptor for <see cref="BriefFile"/>; -1 where it cannot be made, or the name is taken: <see cref="OpenWrite"/> says what it is.</returns>
    public int CreateBriefly(ReadOnlySpan<char> name) =>
        IsOneName(name) ? Native.OpenAt(folder, name, Native.ReadWrite | Native.Create | Native.Exclusive | Native.NoFollow | Native.CloseOnExec, FileMode) : -1;

    /// <summary>Opens a regular file for reading and writing; a link in its place is never followed, nor a file with a second name written to.</summary>
    public SafeFileHandle OpenWrite(ReadOnlySpan<char> name, bool create, out FileStatus status)
    {
        int flags = Native.ReadWrite | Native.NoFollow | Native.NonBlocking | Native.CloseOnExec | (create ? Native.Create : 0);
        if (!IsOneName(name))
            throw NativeError.From(Native.ENOENT, "written", Shown(name));
        int descriptor = Native.OpenAt(folder, name, flags, FileMode);
        return descriptor >= 0 ? RootedDirectory.RequireFile(descriptor, Shown(name), writes: true, out status) : throw NativeError.Last("written", Shown(name));
    }

    /// <summary>Renames within the folder. False: the new name is taken and was not to be replaced.</summary>
    public bool Rename(string from, string to, bool replace) => Rename(from, this, to, replace);

    /// <summary>Renames into another folder, or this one. False: the new name is taken and was not to be replaced.</summary>
    public bool Rename(string from, RootedFolder target, string to, bool replace)
    {
        if (!IsOneName(from) || !IsOneName(to))
            throw NativeError.From(Native.ENOENT, $"renamed to '{to}'", Shown(from));
        if (Native.RenameAt2(folder, from, target.Descriptor, to, replace ? 0 : Native.RenameNoReplace) == 0)
            return true;
        int errno = Marshal.GetLastPInvokeError();
        if (errno == Native.EEXIST && !replace)
            return false;
        // Some file systems cannot refuse to replace in one step: then look first.
        if (errno != Native.EINVAL || replace)
            throw NativeError.From(errno, $"renamed to '{to}'", Shown(from));
        return target.Stat(to) is null && Rename(from, target, to, replace: true);
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    // A name that did not go through a plan must not get further than one that did.
    private static bool IsOneName(ReadOnlySpan<char> name) => name is not ("" or "." or "..") && name.IndexOfAny('/', '\0') < 0;

    private string Shown(ReadOnlySpan<char> name) => path.Length == 0 ? name.ToString() : $"{path}/{name}";
}
