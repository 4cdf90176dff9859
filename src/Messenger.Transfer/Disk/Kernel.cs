using System.Runtime.InteropServices;

namespace Messenger.Transfer.Disk;

/// <summary>What threads ask of the kernel.</summary>
internal static unsafe partial class Kernel
{
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThreadId();

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    public static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    public static partial int GetAffinity(int thread, nint length, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    public static partial int SetAffinity(int thread, nint length, ulong* mask);
}
