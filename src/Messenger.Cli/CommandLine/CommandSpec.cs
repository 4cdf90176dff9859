namespace Messenger.Cli.CommandLine;

/// <summary>A command as it is typed: the one definition that parsing, help and near misses come from.</summary>
/// <param name="Name">The word that chooses it.</param>
/// <param name="Words">How its words are called in help, as in <c>TEXT...</c>; empty where it takes none.</param>
/// <param name="Summary">One line: what it does.</param>
internal sealed record CommandSpec(string Name, string Words, string Summary)
{
    /// <summary>Words that it must have.</summary>
    public int FewestWords { get; init; }

    /// <summary>Words that it takes at most.</summary>
    public int MostWords { get; init; }

    /// <summary>What its words name.</summary>
    public WordKind Names { get; init; }

    /// <summary>What its words behind the first name; the same where it is not said.</summary>
    public WordKind? LaterNames { get; init; }

    /// <summary>All words that it takes, where <see cref="Names"/> is <see cref="WordKind.Listed"/>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Its own options.</summary>
    public IReadOnlyList<OptionSpec> Options { get; init; } = [];

    /// <summary>Lines to copy, each with what it does.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; init; } = [];

    /// <summary>What else there is to know, as paragraphs.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Its own options and the global ones.</summary>
    public IEnumerable<OptionSpec> AllOptions => Options.Concat(CommandTable.Global);
}
