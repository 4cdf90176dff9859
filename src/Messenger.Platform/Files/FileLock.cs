using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Messenger.Platform.Startup;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Platform.Files;

/// <summary>
/// A lock between processes (and between threads), held on an empty file that is never deleted. The kernel lets go of it
/// when the holder dies, however it dies.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits until nobody else holds the lock. For short sections: read, change, write a state file.</summary>
    /// <param name="path">The lock's file, made with mode 0600 when missing; its folder exists.</param>
    /// <exception cref="IOException">The file system cannot lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened for writing.</exception>
    public static FileLock Acquire(string path)
    {
        TryLock(path, Libc.LockExclusive, out var held);
        return held!;
    }

    /// <summary>Takes the lock if nobody else holds it. For what may run only once, as a server on its data directory.</summary>
    /// <param name="path">The lock's file, made with mode 0600 when missing; its folder exists.</param>
    /// <param name="held">The lock, when true is returned.</param>
    /// <exception cref="IOException">The file system cannot lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened for writing.</exception>
    public static bool TryAcquire(string path, [NotNullWhen(true)] out FileLock? held) =>
        TryLock(path, Libc.LockExclusive | Libc.LockNonBlocking, out held);

    /// <summary>Lets go of the lock.</summary>
    public void Dispose() => _file.Dispose();

    private static bool TryLock(string path, int operation, [NotNullWhen(true)] out FileLock? held)
    {
        held = null;
        var file = Open(path);
        while (Libc.Lock(file, operation) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.Interrupted)
                continue;
            file.Dispose();
            if (error == Libc.WouldBlock)
                return false;
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'");
        }

        held = new FileLock(file);
        return true;
    }

    // Not File.OpenHandle: it takes a shared lock of its own on what it opens.
    private static SafeFileHandle Open(string path)
    {
        var descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec, (uint)PrivateFile.Mode);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);

        var error = Marshal.GetLastPInvokeError();
        // As .NET says it, so that whoever names the path already can leave it out.
        var sentence = $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
        throw error == Libc.AccessDenied ? new UnauthorizedAccessException(sentence) : new IOException(sentence);
    }
}
