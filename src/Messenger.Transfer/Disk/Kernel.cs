using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Disk;

/// <summary>What threads ask of the kernel.</summary>
internal static unsafe partial class Kernel
{
    /// <summary>EFD_CLOEXEC.</summary>
    public const int CloseOnExecute = 0x80000;

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(SafeFileHandle file, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(SafeFileHandle file, void* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThreadId();

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    public static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    public static partial int GetAffinity(int thread, nint length, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    public static partial int SetAffinity(int thread, nint length, ulong* mask);
}
