namespace Messenger.Transfer.Rooted;

/// <summary>What a name in a directory is.</summary>
public enum FileKind : byte
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, socket or device: never opened.</summary>
    Special,
}

/// <summary>What tells one state of one file from another: a change of content changes at least one of these.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Last written, Unix nanoseconds.</param>
/// <param name="Changed">Last written or renamed or its mode changed, Unix nanoseconds; cannot be set back by a program.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, long Size, long Modified, long Changed)
{
    /// <summary>Which file it is, in whatever state: device and inode.</summary>
    public UInt128 File => new(Device, Inode);
}

/// <summary>A file's state.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Identity">Which one, and in which state.</param>
/// <param name="Executable">Its owner may execute it.</param>
public readonly record struct FileStatus(FileKind Kind, FileIdentity Identity, bool Executable);

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name, without its folder.</param>
/// <param name="Kind">What it is; links are not followed.</param>
public sealed record DirectoryEntry(string Name, FileKind Kind)
{
    /// <summary>Its state, where that was asked for and can be told; of a link its own.</summary>
    public FileStatus? Status { get; init; }
}
