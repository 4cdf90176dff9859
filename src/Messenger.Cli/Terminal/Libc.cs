using System.Runtime.InteropServices;

namespace Messenger.Cli.Terminal;

/// <summary>The calls of the C library for terminals; linked directly into the published file.</summary>
internal static unsafe partial class Libc
{
    internal const int SetNow = 0;
    internal const int SetAfterOutput = 1;
    internal const nuint GetWindowSize = 0x5413;
    internal const int SignalStop = 19;

    /// <summary><c>struct termios</c> of Linux's C libraries: four flag words, the line discipline, control characters, speeds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Termios
    {
        internal uint Input;
        internal uint Output;
        internal uint Control;
        internal uint Local;
        internal byte Discipline;
        internal fixed byte Characters[32];
        internal uint InputSpeed;
        internal uint OutputSpeed;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct WindowSize
    {
        internal ushort Rows;
        internal ushort Columns;
        internal ushort WidthInPixels;
        internal ushort HeightInPixels;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    internal static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    internal static partial int GetAttributes(int descriptor, Termios* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    internal static partial int SetAttributes(int descriptor, int when, Termios* attributes);

    // Variadic in C; with an integer and a pointer the call is the same on x86-64 and on arm64.
    [LibraryImport("libc", EntryPoint = "ioctl")]
    internal static partial int Control(int descriptor, nuint request, WindowSize* size);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    internal static partial int ForegroundGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    internal static partial int OwnGroup();

    [LibraryImport("libc", EntryPoint = "getsid")]
    internal static partial int Session(int process);

    [LibraryImport("libc", EntryPoint = "poll")]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "dup")]
    internal static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    internal static partial int DuplicateTo(int descriptor, int place);

    [LibraryImport("libc", EntryPoint = "pipe")]
    internal static partial int Pipe(int* ends);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);
}
