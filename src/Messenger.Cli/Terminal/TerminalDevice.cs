namespace Messenger.Cli.Terminal;

/// <summary>What is asked of a terminal without changing it.</summary>
internal static class TerminalDevice
{
    private const int DefaultColumns = 80, DefaultRows = 24;

    /// <summary>Standard input, output or error (0, 1, 2) is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => Libc.IsTerminal(descriptor) == 1;

    /// <summary>This program is in the foreground of a terminal: what is typed there is for it, and it may change how it is typed.</summary>
    public static bool IsForeground(int descriptor) => Libc.ForegroundGroup(descriptor) is var group && group > 0 && group == Libc.OwnGroup();

    /// <summary>Another program is in the foreground of the terminal; false also where a terminal has no foreground.</summary>
    public static bool IsBackground(int descriptor) => Libc.ForegroundGroup(descriptor) is var group && group > 0 && group != Libc.OwnGroup();

    /// <summary>Something was typed, or the terminal has gone: a read answers at once.</summary>
    /// <param name="descriptor">The terminal.</param>
    /// <param name="milliseconds">How long to wait for it.</param>
    public static unsafe bool HasInput(int descriptor, int milliseconds)
    {
        const short readable = 1;
        var waiting = new Libc.PollDescriptor { Descriptor = descriptor, Events = readable };
        return Libc.Poll(&waiting, 1, milliseconds) > 0;
    }

    /// <summary>Columns of the terminal behind a descriptor; 80 where it does not say.</summary>
    public static unsafe int Columns(int descriptor)
    {
        Libc.WindowSize size;
        return Libc.Control(descriptor, Libc.GetWindowSize, &size) == 0 && size.Columns > 0 ? size.Columns : DefaultColumns;
    }

    /// <summary>Rows of the terminal behind a descriptor; 24 where it does not say.</summary>
    public static unsafe int Rows(int descriptor)
    {
        Libc.WindowSize size;
        return Libc.Control(descriptor, Libc.GetWindowSize, &size) == 0 && size.Rows > 0 ? size.Rows : DefaultRows;
    }
}
