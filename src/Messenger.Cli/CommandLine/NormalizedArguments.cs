namespace Messenger.Cli.CommandLine;

/// <summary>A command line with its parts told apart: options, each with its value, and words.</summary>
/// <param name="Command">The command; null where none was named.</param>
/// <param name="Options">Long names, without dashes, and values; null for a flag. Of an option given twice, the last counts.</param>
/// <param name="Words">The words as they were typed: never split, never joined, empty ones kept.</param>
internal sealed record NormalizedArguments(
    CommandSpec? Command,
    IReadOnlyDictionary<string, string?> Options,
    IReadOnlyList<string> Words)
{
    /// <summary>Help was asked for.</summary>
    public bool Help => Options.ContainsKey("help");

    /// <summary>The version was asked for.</summary>
    public bool Version => Options.ContainsKey("version");

    /// <summary>An error is to be shown with where it came from.</summary>
    public bool Verbose => Options.ContainsKey("verbose");

    /// <summary>A value as <see cref="ToArguments"/> wrapped it.</summary>
    public static string? Unwrap(string? value) => value?[1..];

    /// <summary>
    /// The order that the framework reads without guessing: command, options, <c>--</c>, words. Each value has an <c>=</c> in front, because
    /// the framework would take one that reads <c>--help</c> for the option.
    /// </summary>
    public string[] ToArguments()
    {
        var arguments = new List<string>();
        if (Command is not null)
            arguments.Add(Command.Name);
        foreach (var (name, value) in Options)
        {
            // The framework takes the names of parameters, and "as" is a word of the language.
            arguments.Add(name == "as" ? "--as-name" : "--" + name);
            if (value is not null)
                arguments.Add("=" + value);
        }

        return [.. arguments, "--", .. Words];
    }
}
