namespace Messenger.Platform.Startup;

/// <summary>Standard input, output and error as they are.</summary>
/// <remarks>
/// <see cref="Console"/> swallows EPIPE, so a program whose reader has gone (<c>msgr chat --jsonl | head -1</c>) would talk to nobody
/// for ever. A stream of <see cref="OpenOutput"/> throws instead; where <see cref="IsClosedPipe"/> says so, the program ends
/// quietly: nothing on stderr, exit code <see cref="ExitCode.Done"/>. And a <see cref="FileStream"/> would write at an offset of its
/// own, over what others wrote to the same file (<c>&gt; log 2&gt;&amp;1</c>).
/// </remarks>
public static class StandardStreams
{
    /// <summary>Standard output, unbuffered; closing it leaves the descriptor open.</summary>
    public static Stream OpenOutput() => new DescriptorStream(1, FileAccess.Write);

    /// <summary>Standard input, unbuffered; closing it leaves the descriptor open.</summary>
    public static Stream OpenInput() => new DescriptorStream(0, FileAccess.Read);

    /// <summary>Standard error, unbuffered; closing it leaves the descriptor open.</summary>
    public static Stream OpenError() => new DescriptorStream(2, FileAccess.Write);

    /// <summary>True when a write failed because nobody reads any more (EPIPE).</summary>
    /// <param name="error">What the write threw.</param>
    public static bool IsClosedPipe(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.HResult == Libc.BrokenPipe;
    }
}
