using System.Security.Cryptography;
using System.Text;
using Messenger.Platform.Startup;

namespace Messenger.Platform.Files;

/// <summary>
/// Files that are replaced as a whole: a reader, and whoever comes after a power cut, sees the old content or the new one.
/// </summary>
public static class AtomicFile
{
    /// <summary>
    /// Replaces the content of a file: writes beside it, flushes to the disk, renames over it and flushes the folder.
    /// A symbolic link stays one, and what it points to is replaced.
    /// </summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="content">All that the file holds afterwards.</param>
    /// <param name="mode">Permissions of the new file, less the umask.</param>
    /// <exception cref="IOException">The disk is full or failed; the old content is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = PrivateFile.Mode)
    {
        var target = new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target) ?? "/";
        var part = Path.Combine(folder, $".{Path.GetFileName(target)}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        try
        {
            using (var file = new FileStream(part, CreateNew(mode)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, target, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }

        FlushDirectory(folder);
    }

    /// <summary>Replaces the content of a file by text in UTF-8; see <see cref="Write"/>.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="content">All that the file holds afterwards.</param>
    /// <param name="mode">Permissions of the new file, less the umask.</param>
    /// <exception cref="IOException">The disk is full or failed; the old content is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void WriteText(string path, string content, UnixFileMode mode = PrivateFile.Mode) =>
        Write(path, Encoding.UTF8.GetBytes(content), mode);

    /// <summary>Makes the names in a folder (files made, renamed, deleted) survive a power cut.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It does not exist, or the disk failed.</exception>
    public static void FlushDirectory(string folder)
    {
        var directory = Libc.OpenDirectory(folder);
        if (directory == 0)
            throw LastError(folder);
        try
        {
            // EINVAL: a file system that cannot flush folders has nothing to lose by it.
            if (Libc.Sync(Libc.DirectoryDescriptor(directory)) != 0 && LastErrno() != Libc.Invalid)
                throw LastError(folder);
        }
        finally
        {
            Libc.CloseDirectory(directory);
        }
    }

    private static FileStreamOptions CreateNew(UnixFileMode mode) => new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.None,
        BufferSize = 0,
        UnixCreateMode = mode,
    };

    private static int LastErrno() => System.Runtime.InteropServices.Marshal.GetLastPInvokeError();

    private static IOException LastError(string folder) =>
        new($"{System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(LastErrno())}: {folder}");
}
