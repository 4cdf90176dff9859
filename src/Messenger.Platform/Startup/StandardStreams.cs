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
    /// <summary>
    /// Takes the numbers 0, 1 and 2 where the caller closed them. Called before all else by both programs.
    /// </summary>
    /// <remarks>
    /// The next descriptor opened would get the number: the runtime's own pipe for signals did, and a word for standard error
    /// became a signal to ourselves. A descriptor of O_PATH can neither be read nor written, so a use still fails as on a
    /// closed one (EBADF), and "/" is there in every root.
    /// </remarks>
    public static void ReserveClosed()
    {
        // open(2) gives the lowest free number, so one above 2 says that none is closed any more.
        int taken;
        do
            taken = Libc.Open("/", Libc.OpenPathOnly, 0);
        while (taken is >= 0 and <= 2);
        if (taken > 2)
            _ = Libc.Close(taken);
    }

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
