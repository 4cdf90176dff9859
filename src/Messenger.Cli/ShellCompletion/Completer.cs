using Messenger.Cli.CommandLine;

namespace Messenger.Cli.ShellCompletion;

/// <summary>A word that may come next.</summary>
/// <param name="Text">The word.</param>
/// <param name="Meaning">One line, or empty.</param>
internal sealed record Candidate(string Text, string Meaning = "");

/// <summary>What may come next on a command line.</summary>
/// <param name="Typed">What is there of the word.</param>
/// <param name="Before">What stands before it in the same word, as in <c>--room=</c>.</param>
/// <param name="Known">Words that are known without asking anybody; all of them, whatever was typed.</param>
/// <param name="Asked">What is to be asked for as well.</param>
/// <param name="Options">The options that were given, by their long names.</param>
internal sealed record Wanted(string Typed, string Before, IReadOnlyList<Candidate> Known, WordKind Asked, IReadOnlyDictionary<string, string?> Options);

/// <summary>Finds what the word at the end of a command line may be, from <see cref="CommandTable"/>.</summary>
internal static class Completer
{
    /// <summary>Looks at a command line that need not be right.</summary>
    /// <param name="words">Behind the program's name; the last one is being typed, and may be empty.</param>
    public static Wanted Find(IReadOnlyList<string> words)
    {
        CommandSpec? command = null;
        var options = new Dictionary<string, string?>();
        var onlyWords = false;
        var count = 0;
        for (var at = 0; at < words.Count - 1; at++)
        {
            var word = words[at];
            if (!onlyWords && word == "--")
                onlyWords = true;
            else if (!onlyWords && word.Length > 1 && word[0] == '-')
                ReadOption(words, ref at, command, options);
            else if (command is null)
                command = CommandTable.Find(word);
            else
                count++;
        }

        var typed = words.Count == 0 ? "" : words[^1];
        if (Pending(words, command, onlyWords) is { } option)
            return ValueOf(option, typed, "", options);
        if (!onlyWords && typed.StartsWith("--", StringComparison.Ordinal) && typed.IndexOf('=') is > 0 and var equals)
        {
            return OptionOf(typed[..equals], command) is { } assigned
                ? ValueOf(assigned, typed[(equals + 1)..], typed[..(equals + 1)], options)
                : new(typed, "", [], WordKind.Anything, options);
        }

        if (!onlyWords && typed.StartsWith('-'))
            return new(typed, "", [.. OptionsOf(command).Where(o => !options.ContainsKey(o.Name)).Select(o => new Candidate(o.Long, o.Help))], WordKind.Anything, options);
        if (command is null)
            return new(typed, "", Commands, WordKind.Anything, options);
        var kind = count > 0 ? command.LaterNames ?? command.Names : command.Names;
        return count < command.MostWords
            ? new(typed, "", Listed(kind, command.Values), kind, options)
            : new(typed, "", [], WordKind.Anything, options);
    }

    private static IReadOnlyList<Candidate> Commands => [.. CommandTable.All.Select(c => new Candidate(c.Name, c.Summary))];

    private static IReadOnlyList<Candidate> Listed(WordKind kind, IReadOnlyList<string> values) => kind switch
    {
        WordKind.Listed => [.. values.Select(v => new Candidate(v))],
        WordKind.Command => Commands,
        _ => [],
    };

    private static Wanted ValueOf(OptionSpec option, string typed, string before, IReadOnlyDictionary<string, string?> options) =>
        new(typed, before, Listed(option.Names, option.Values), option.Names, options);

    private static void ReadOption(IReadOnlyList<string> words, ref int at, CommandSpec? command, Dictionary<string, string?> options)
    {
        var word = words[at];
        var equals = word.IndexOf('=');
        if (OptionOf(equals < 0 ? word : word[..equals], command) is not { } option)
            return;
        if (option.Value is null || equals >= 0)
            options[option.Name] = equals < 0 ? null : word[(equals + 1)..];
        else if (at + 2 < words.Count)
            options[option.Name] = words[++at];
    }

    // The option in front of the word that is typed, where that word is its value.
    private static OptionSpec? Pending(IReadOnlyList<string> words, CommandSpec? command, bool onlyWords) =>
        !onlyWords && words.Count > 1 && words[^2].StartsWith('-') && !words[^2].Contains('=') && OptionOf(words[^2], command) is { Value: not null } option ? option : null;

    private static IEnumerable<OptionSpec> OptionsOf(CommandSpec? command) => command?.AllOptions ?? CommandTable.Global;

    private static OptionSpec? OptionOf(string word, CommandSpec? command) =>
        OptionsOf(command).FirstOrDefault(o => o.Long == word || (word.Length == 2 && o.Short != default && word[1] == o.Short));
}
