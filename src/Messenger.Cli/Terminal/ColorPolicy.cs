namespace Messenger.Cli.Terminal;

/// <summary>Whether colours are wanted, and whether the terminal can move its cursor at all.</summary>
internal static class ColorPolicy
{
    /// <summary>
    /// <c>NO_COLOR</c> forbids before all else; <c>CLICOLOR_FORCE</c> demands, also into a pipe; else a terminal that is neither dumb nor monochrome, unless <c>CLICOLOR=0</c>.
    /// </summary>
    /// <param name="isTerminal">The stream goes to a terminal.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static bool UseColor(bool isTerminal, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment("NO_COLOR")))
            return false;
        if (environment("CLICOLOR_FORCE") is { Length: > 0 } force && force != "0")
            return true;
        return isTerminal && CanMoveCursor(environment) && !IsMonochrome(environment("TERM")!) && environment("CLICOLOR") != "0";
    }

    // As terminfo has them: the terminals of old, and the monochrome kin of others.
    private static bool IsMonochrome(string term) => term.StartsWith("vt1", StringComparison.Ordinal) || term.StartsWith("vt2", StringComparison.Ordinal)
        || term.EndsWith("-m", StringComparison.Ordinal) || term.EndsWith("-mono", StringComparison.Ordinal);

    /// <summary>The terminal understands escape sequences: it names itself, and not as dumb.</summary>
    public static bool CanMoveCursor(Func<string, string?> environment) =>
        environment("TERM") is { Length: > 0 } term && term != "dumb";
}
