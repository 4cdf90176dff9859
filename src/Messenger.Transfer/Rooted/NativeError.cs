using System.Runtime.InteropServices;

namespace Messenger.Transfer.Rooted;

/// <summary>errno to exceptions, and back to what the errors mean here.</summary>
internal static class NativeError
{
    /// <summary>The exception for the last failed call.</summary>
    public static Exception Last(string what, string path) => From(Marshal.GetLastPInvokeError(), what, path);

    public static Exception From(int errno, string what, string path)
    {
        if (errno is Native.ENOENT or Native.ENOTDIR)
            return new FileNotFoundException($"'{path}' does not exist.");
        if (errno is Native.EXDEV or Native.ELOOP)
            return new FileNotFoundException($"'{path}' is a link that leads elsewhere.");
        string sentence = $"'{path}' cannot be {what}: {Marshal.GetPInvokeErrorMessage(errno)}.";
        return errno is Native.EACCES or Native.EPERM
            ? new UnauthorizedAccessException(sentence)
            : new IOException(sentence, errno);
    }

    /// <summary>Whether the disk, a quota or a file size limit is full. .NET too puts errno into HResult.</summary>
    public static bool IsFull(Exception e) => e.HResult is Native.ENOSPC or Native.EDQUOT or Native.EFBIG;

    public static bool IsFileTrouble(Exception e) => e is IOException or UnauthorizedAccessException;
}
