using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Screen;

/// <summary>
/// Keeps Terminal.Gui from looking for a clipboard program: it would start <c>bash</c>, and .NET takes one in the working directory before
/// those of PATH, which in a folder of downloads may be anybody's.
/// </summary>
internal static class NoShell
{
    /// <summary>Before Terminal.Gui begins, and before anybody reads standard input.</summary>
    public static unsafe void Ensure()
    {
        // It starts nothing where standard input is no terminal. .NET looks once and remembers: what it sees is an empty pipe.
        var ends = stackalloc int[2];
        var input = Libc.Duplicate(0);
        if (input < 0)
            return;
        if (Libc.Pipe(ends) == 0)
        {
            Libc.DuplicateTo(ends[0], 0);
            _ = Console.IsInputRedirected;
            Libc.DuplicateTo(input, 0);
            Libc.Close(ends[0]);
            Libc.Close(ends[1]);
        }

        Libc.Close(input);
    }
}
