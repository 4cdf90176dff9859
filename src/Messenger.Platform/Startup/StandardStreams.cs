using Microsoft.Win32.SafeHandles;

namespace Messenger.Platform.Startup;

/// <summary>
/// Standard input and output as plain files.
/// </summary>
/// <remarks>
/// <see cref="Console"/> swallows EPIPE, so a program whose reader has gone (<c>msgr chat --jsonl | head -1</c>) would talk to nobody
/// for ever. A stream of <see cref="OpenOutput"/> throws instead; where <see cref="IsClosedPipe"/> says so, the program ends
/// quietly: nothing on stderr, exit code <see cref="ExitCode.Done"/>.
/// </remarks>
public static class StandardStreams
{
    /// <summary>Standard output, unbuffered; closing it leaves the descriptor open.</summary>
    public static Stream OpenOutput() => Open(1, FileAccess.Write);

    /// <summary>Standard input, unbuffered; closing it leaves the descriptor open.</summary>
    public static Stream OpenInput() => Open(0, FileAccess.Read);

    /// <summary>True when a write failed because nobody reads any more (EPIPE).</summary>
    /// <param name="error">What the write threw.</param>
    public static bool IsClosedPipe(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.HResult == Libc.BrokenPipe;
    }

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0, isAsync: false);
}
