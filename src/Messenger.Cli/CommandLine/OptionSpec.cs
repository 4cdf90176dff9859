namespace Messenger.Cli.CommandLine;

/// <summary>An option as it is typed.</summary>
/// <param name="Name">The long name, without dashes.</param>
/// <param name="Value">What its value is called in help; null for a flag.</param>
/// <param name="Help">One line: what it does.</param>
/// <param name="Short">The one-letter name; none when default.</param>
internal sealed record OptionSpec(string Name, string? Value, string Help, char Short = default)
{
    /// <summary>What its value names.</summary>
    public WordKind Names { get; init; }

    /// <summary>All values that it takes, where <see cref="Names"/> is <see cref="WordKind.Listed"/>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The option with its dashes.</summary>
    public string Long => "--" + Name;

    /// <summary>Left column of help.</summary>
    public string Synopsis => (Short == default ? "    " : $"-{Short}, ") + Long + (Value is null ? "" : " " + Value);
}
