using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Rudp.Sockets.Native;

/// <summary>The calls of the C library that .NET's sockets do not offer: batches, segmentation offload, waits in nanoseconds.</summary>
internal static unsafe partial class Libc
{
    public const int EINTR = 4, EIO = 5, EAGAIN = 11, EINVAL = 22, EMSGSIZE = 90, ENOPROTOOPT = 92, EOPNOTSUPP = 95, ENOBUFS = 105;
    public const int MSG_DONTWAIT = 0x40;
    public const short POLLIN = 1, POLLOUT = 4;
    public const int SOL_UDP = 17, UDP_SEGMENT = 103, UDP_GRO = 104;
    public const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;
    public const int PR_SET_TIMERSLACK = 29;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint sendmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int recvmmsg(int fd, BatchHeader* messages, uint count, int flags, TimeSpec* timeout);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ppoll(PollDescriptor* descriptors, nuint count, TimeSpec* timeout, void* signalMask);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(SafeFileHandle descriptor, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(SafeFileHandle descriptor, void* buffer, nuint count);

    [LibraryImport("libc")]
    public static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public void* Base;
    public nuint Length;
}

/// <summary><c>struct msghdr</c> of 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary><c>struct mmsghdr</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BatchHeader
{
    public MessageHeader Message;
    public uint Length;
}

/// <summary><c>struct cmsghdr</c> with the one integer that UDP_SEGMENT and UDP_GRO carry, padded to 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct SegmentControl
{
    public nuint Length;
    public int Level;
    public int Type;
    public int Value;
}

/// <summary><c>struct timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public int Descriptor;
    public short Events;
    public short Returned;
}
