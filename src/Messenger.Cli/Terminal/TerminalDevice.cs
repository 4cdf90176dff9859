namespace Messenger.Cli.Terminal;

/// <summary>What is asked of a terminal without changing it.</summary>
internal static class TerminalDevice
{
    private const int DefaultColumns = 80;

    /// <summary>Standard input, output or error (0, 1, 2) is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => Libc.IsTerminal(descriptor) == 1;

    /// <summary>Columns of the terminal behind a descriptor; 80 where it does not say.</summary>
    public static unsafe int Columns(int descriptor)
    {
        Libc.WindowSize size;
        return Libc.Control(descriptor, Libc.GetWindowSize, &size) == 0 && size.Columns > 0 ? size.Columns : DefaultColumns;
    }
}
