namespace Messenger.Platform.Text;

/// <summary>What patterns of file names mean to people; servers match them.</summary>
public static class Pattern
{
    /// <summary>For a pattern that nothing matches: the same pattern in all folders below, in brackets and with a blank before; empty where there is no wider one.</summary>
    /// <param name="pattern">What a person gave; not cleaned for a terminal, as what is returned is not.</param>
    public static string Wider(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var name = pattern.LastIndexOf('/') + 1;
        return pattern.Contains("**", StringComparison.Ordinal) || pattern.AsSpan(name).IndexOfAny('*', '?', '[') < 0
            ? ""
            : $" (in folders too: '{pattern[..name]}**/{pattern[name..]}')";
    }
}
