using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

/// <summary>The calls of libc that .NET has no name for. Linux, 64 bit; layouts are the kernel's.</summary>
internal static unsafe partial class Native
{
    public const int ReadOnly = 0, PathOnly = 0x200000, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, CloseOnExec = 0x80000, NonBlocking = 0x800;
    public const int AtFdCwd = -100, AtSymlinkNoFollow = 0x100, AtEmptyPath = 0x1000, AtRemoveDirectory = 0x200;
    public const int ENOENT = 2, EIO = 5, EAGAIN = 11, EACCES = 13, EPERM = 1, EEXIST = 17, EXDEV = 18, ENOTDIR = 20, EISDIR = 21, EINVAL = 22,
        ENXIO = 6, EFBIG = 27, ENOSPC = 28, EROFS = 30, ENAMETOOLONG = 36, ENOSYS = 38, ELOOP = 40, EDQUOT = 122, EINTR = 4, EWOULDBLOCK = EAGAIN;
    public const uint RenameNoReplace = 1;
    public const uint SyncRangeWrite = 2;
    public const int LockExclusiveNow = 2 | 4, Unlock = 8;
    public const ulong ResolveNoMagicLinks = 0x02, ResolveNoSymlinks = 0x04, ResolveBeneath = 0x08;

    private const long SysOpenAt2 = 437;
    private const uint StatBasic = 0x7ff;

    // A name of 255 bytes, the most that file systems take, and some that have no folder of their own before it.
    private const int UsualPath = 512;

    // The two flags whose numbers differ between the architectures.
    public static readonly int Directory = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;
    public static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>openat2(2): -1 and errno, as all here.</summary>
    public static int OpenAt2(SafeFileHandle directory, string path, int flags, uint mode, ulong resolve)
    {
        var how = new OpenHow { Flags = (ulong)(uint)flags, Mode = mode, Resolve = resolve };
        return (int)SysCall(SysOpenAt2, directory, path, &how, (nuint)sizeof(OpenHow));
    }

    /// <summary>openat(2).</summary>
    public static int OpenAt(SafeFileHandle directory, ReadOnlySpan<char> path, int flags, uint mode)
    {
        fixed (byte* name = Terminated(path, stackalloc byte[UsualPath]))
            return OpenAt(directory, name, flags, mode);
    }

    /// <summary>statx(2) with all basic fields.</summary>
    public static int Stat(SafeFileHandle directory, ReadOnlySpan<char> path, int flags, out Statx status)
    {
        fixed (Statx* buffer = &status)
        fixed (byte* name = Terminated(path, stackalloc byte[UsualPath]))
            return StatX(directory, name, flags, StatBasic, buffer);
    }

    /// <summary>The same of an open file.</summary>
    public static int Stat(int file, out Statx status)
    {
        fixed (Statx* buffer = &status)
        fixed (byte* empty = "\0"u8)
            return StatX(file, empty, AtEmptyPath, StatBasic, buffer);
    }

    /// <summary>Bytes that this user may still write to the file system; null where it cannot be told.</summary>
    public static long? FreeBytes(SafeFileHandle handle)
    {
        ulong* buffer = stackalloc ulong[32];
        if (FStatVfs(handle, buffer) != 0)
            return null;
        // struct statvfs: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail.
        UInt128 free = (UInt128)buffer[1] * buffer[4];
        return free > long.MaxValue ? long.MaxValue : (long)free;
    }

    public static int SetModified(SafeFileHandle file, long unixNanoseconds)
    {
        long* times = stackalloc long[4];
        SetTimes(times, unixNanoseconds);
        return FUtimeNs(file, times);
    }

    /// <summary>The same of an open file.</summary>
    public static int SetModified(int file, long unixNanoseconds)
    {
        long* times = stackalloc long[4];
        SetTimes(times, unixNanoseconds);
        return FUtimeNs(file, times);
    }

    /// <summary>Memory of the process's own, whole pages of zeros; the kernel gives each page when it is first written to.</summary>
    /// <exception cref="OutOfMemoryException">The kernel gives none.</exception>
    public static byte* MapMemory(int bytes)
    {
        const int readWrite = 1 | 2, privateAnonymous = 0x02 | 0x20;
        nint memory = Map(0, (nuint)bytes, readWrite, privateAnonymous, -1, 0);
        return memory == -1 ? throw new OutOfMemoryException() : (byte*)memory;
    }

    /// <summary>Gives it back, at once.</summary>
    public static void UnmapMemory(byte* memory, int bytes) => _ = Unmap((nint)memory, (nuint)bytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(SafeFileHandle directory, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAtCwd(int directory, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryAt(SafeFileHandle directory, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnlinkAt(SafeFileHandle directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt2(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    public static partial int SyncRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SyncFileSystem(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "pread64", SetLastError = true)]
    public static partial nint Read(int file, byte* buffer, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite64", SetLastError = true)]
    public static partial nint Write(int file, byte* bytes, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint ReadDirectory(SafeFileHandle directory, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long SysCall(long number, SafeFileHandle directory, string path, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(SafeFileHandle directory, byte* path, int flags, uint mask, Statx* buffer);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int file, byte* path, int flags, uint mask, Statx* buffer);

    [LibraryImport("libc", EntryPoint = "fstatvfs", SetLastError = true)]
    private static partial int FStatVfs(SafeFileHandle file, ulong* buffer);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int FUtimeNs(SafeFileHandle file, long* times);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int FUtimeNs(int file, long* times);

    // For ten thousand names no string is made, nor one copied to the heap.
    private static ReadOnlySpan<byte> Terminated(ReadOnlySpan<char> path, Span<byte> usual)
    {
        if (!Encoding.UTF8.TryGetBytes(path, usual[..^1], out int length))
        {
            usual = new byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
            length = Encoding.UTF8.GetBytes(path, usual);
        }

        usual[length] = 0;
        return usual;
    }

    // struct timespec[2]: the time of the last read is left alone.
    private static void SetTimes(long* times, long unixNanoseconds)
    {
        const long omit = (1 << 30) - 2;
        (long seconds, long nanoseconds) = Math.DivRem(unixNanoseconds, 1_000_000_000);
        if (nanoseconds < 0)
            (seconds, nanoseconds) = (seconds - 1, nanoseconds + 1_000_000_000);
        (times[0], times[1], times[2], times[3]) = (0, omit, seconds, nanoseconds);
    }

    private struct OpenHow
    {
        public ulong Flags, Mode, Resolve;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct StatxTime
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;

        public readonly long UnixNanoseconds => unchecked((Seconds * 1_000_000_000) + Nanoseconds);
    }

    // struct statx of linux/stat.h: 256 bytes.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    internal struct Statx
    {
        public uint Mask, BlockSize;
        public ulong Attributes;
        public uint Links, User, Group;
        public ushort Mode, Spare;
        public ulong Inode, Size, Blocks, AttributesMask;
        public StatxTime Accessed, Born, Changed, Modified;
        public uint SpecialMajor, SpecialMinor, DeviceMajor, DeviceMinor;
    }
}
