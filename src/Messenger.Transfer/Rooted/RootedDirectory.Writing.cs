using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

// What changes the directory: for the sink alone.
public sealed partial class RootedDirectory
{
    private const uint FolderMode = 0x1FF;

    /// <summary>Opens a regular file for reading and writing; a link in its place is never followed, nor a file with a second name written to.</summary>
    internal SafeFileHandle OpenWrite(string path, bool create, out FileStatus status)
    {
        (string folder, string name) = Split(path);
        using RootedFolder parent = OpenFolder(folder, create);
        return parent.OpenWrite(name, create, out status);
    }

    /// <summary>Opens a folder by whose descriptor the names in it are used.</summary>
    /// <param name="path">A safe relative path, or empty for the root.</param>
    /// <param name="create">Make it, and what is missing above it.</param>
    internal RootedFolder OpenFolder(string path, bool create) => new(FolderHandle(path, create), path);

    /// <summary>Makes a folder and what is missing above it.</summary>
    internal void MakeFolder(string path) => FolderHandle(path, create: true).Dispose();

    /// <summary>Makes a folder that is not there, in one that is. False: the name is taken.</summary>
    internal bool TryMakeFolder(string path)
    {
        (string above, string name) = Split(path);
        using SafeFileHandle parent = FolderHandle(above, create: false);
        if (Native.MakeDirectoryAt(parent, name, FolderMode) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == Native.EEXIST ? false : throw NativeError.Last("made", path);
    }

    /// <summary>Locks a folder against other processes that do the same, until the handle is closed; null: one of them has it, it is no folder, or this file system locks none.</summary>
    internal SafeFileHandle? TryLockFolder(string path)
    {
        int descriptor = Resolve(path, Native.ReadOnly | Native.Directory | Native.NoFollow, 0);
        if (descriptor < 0)
            return null;
        SafeFileHandle folder = Handle(descriptor);
        // Behind the lock the name is looked at again: the process before may have renamed it.
        if (Native.Lock(folder, Native.LockExclusiveNow) == 0 && Names(path, folder))
            return folder;
        folder.Dispose();
        return null;
    }

    /// <summary>Whether a name is still that of what was opened by it.</summary>
    internal bool Names(string path, SafeFileHandle opened) =>
        Stat(path, follow: false) is { } now && now.Identity.Inode == StatusOf(opened, path).Identity.Inode;

    /// <summary>Removes a folder if nothing is in it.</summary>
    internal void RemoveEmptyFolder(string path)
    {
        (string above, string name) = Split(path);
        int descriptor = Resolve(above, Native.PathOnly | Native.Directory, 0);
        if (descriptor < 0)
            return;
        using SafeFileHandle parent = Handle(descriptor);
        // What is not empty, or no folder, stays.
        _ = Native.UnlinkAt(parent, name, Native.AtRemoveDirectory);
    }

    /// <summary>Removes a file if it is there.</summary>
    internal void Remove(string path)
    {
        (string folder, string name) = Split(path);
        int descriptor = Resolve(folder, Native.PathOnly | Native.Directory, 0);
        if (descriptor < 0)
            return;
        using SafeFileHandle parent = Handle(descriptor);
        if (Native.UnlinkAt(parent, name, 0) != 0 && Marshal.GetLastPInvokeError() != Native.ENOENT)
            throw NativeError.Last("removed", path);
    }

    /// <summary>Makes the names in a folder survive a power cut.</summary>
    internal void SyncFolder(string path)
    {
        using SafeFileHandle folder = Require(Resolve(path, Native.ReadOnly | Native.Directory, 0), "synchronised", path);
        // A file system that cannot do it for folders has nothing more to give.
        if (Native.Sync(folder) != 0 && Marshal.GetLastPInvokeError() is not (Native.EINVAL or Native.EROFS))
            throw NativeError.Last("synchronised", path.Length == 0 ? Path : path);
    }

    /// <summary>Sets the time of a folder, Unix nanoseconds.</summary>
    internal void SetFolderModified(string path, long modified)
    {
        using SafeFileHandle folder = Require(Resolve(path, Native.ReadOnly | Native.Directory, 0), "given its time", path);
        SetModified(folder, modified, path);
    }

    /// <summary>Writes everything of the file system to the disk.</summary>
    internal void SyncAll()
    {
        if (Native.SyncFileSystem(_root) != 0)
            throw NativeError.Last("synchronised", Path);
    }

    /// <summary>Writes a file to the disk.</summary>
    internal static void Sync(SafeFileHandle file, string path)
    {
        if (Native.Sync(file) != 0)
            throw NativeError.Last("synchronised", path);
    }

    /// <summary>Sets the time of the last write, Unix nanoseconds.</summary>
    internal static void SetModified(SafeFileHandle file, long modified, string path)
    {
        if (Native.SetModified(file, modified) != 0)
            throw NativeError.Last("given its time", path);
    }

    /// <summary>Lets everybody execute a file who may read it.</summary>
    internal static void MakeExecutable(SafeFileHandle file, string path)
    {
        uint mode = Raw(file, path).Mode & 0xFFFu;
        if (Native.ChangeMode(file, mode | ((mode & 0x124) >> 2)) != 0)
            throw NativeError.Last("made executable", path);
    }

    /// <summary>Bytes that may still be written; null where it cannot be told.</summary>
    internal long? FreeBytes() => Native.FreeBytes(_root);

    private SafeFileHandle FolderHandle(string path, bool create)
    {
        int flags = Native.PathOnly | Native.Directory;
        int descriptor = Resolve(path, flags, 0);
        if (descriptor < 0 && create && Marshal.GetLastPInvokeError() == Native.ENOENT && path.Length > 0)
        {
            (string above, string name) = Split(path);
            using (SafeFileHandle parent = FolderHandle(above, create: true))
            {
                if (Native.MakeDirectoryAt(parent, name, FolderMode) != 0 && Marshal.GetLastPInvokeError() != Native.EEXIST)
                    throw NativeError.Last("made", path);
            }

            descriptor = Resolve(path, flags, 0);
        }

        return Require(descriptor, "opened as a folder", path);
    }

    /// <summary>A path's folder, empty for the root, and its last part.</summary>
    internal static (string Folder, string Name) Split(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }
}
