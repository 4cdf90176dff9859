namespace Messenger.Cli.Output;

/// <summary>Words as a shell takes them: for commands that are printed to be copied.</summary>
internal static class ShellQuoting
{
    /// <summary>A command line that gives exactly these words.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    internal static string Quote(string word)
    {
        if (word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c)))
            return word;
        if (word.All(c => !char.IsControl(c)))
            return "'" + word.Replace("'", "'\\''") + "'";

        // $'...' is how bash, zsh and ksh take control characters.
        return "$'" + string.Concat(word.Select(c => c switch
        {
            '\'' => "\\'",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\t' => "\\t",
            _ when char.IsControl(c) => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        })) + "'";
    }
}
