using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.CommandLine;

/// <summary>
/// Brings a command line into one order, in front of ConsoleAppFramework, which splits words at commas and lets a list of words
/// swallow the options behind it.
/// </summary>
/// <remarks>
/// Understood: options anywhere (those of the command behind it), <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>, <c>-nvalue</c>; <c>--</c> ends the options;
/// <c>-</c> is a word. The first word is the command; <c>help</c> before it is <c>--help</c> behind it.
/// </remarks>
internal static class ArgvNormalizer
{
    /// <summary>Tells the parts of a command line apart and checks their names and numbers.</summary>
    /// <exception cref="UserError">With <see cref="ExitCode.Usage"/>: an unknown command or option, a missing value, too few or too many words.</exception>
    public static NormalizedArguments Normalize(IReadOnlyList<string> argv)
    {
        if (argv is ["help", ..])
            argv = argv is ["help", "help"] ? ["--help"] : [.. argv.Skip(1), "--help"];
        CommandSpec? command = null;
        var options = new Dictionary<string, string?>();
        var words = new List<string>();
        var onlyWords = false;
        for (var at = 0; at < argv.Count; at++)
        {
            var argument = argv[at];
            if (!onlyWords && argument == "--")
            {
                onlyWords = true;
            }
            else if (!onlyWords && argument.Length > 1 && argument[0] == '-')
            {
                var (option, value) = ReadOption(argument, command);
                if (option.Value is not null && value is null)
                    value = TakeValue(argv, ref at, option, command);
                options.Remove(option.Name);
                options[option.Name] = value;
            }
            else if (command is null)
            {
                command = CommandTable.Find(argument) ?? throw UnknownCommand(argument);
            }
            else
            {
                words.Add(argument);
            }
        }

        var result = new NormalizedArguments(command, options, words);
        if (command is not null && !result.Help && !result.Version)
            CheckCount(command, words);
        return result;
    }

    private static (OptionSpec Option, string? Value) ReadOption(string argument, CommandSpec? command)
    {
        // Whether an option has a value depends on the command: only global ones may stand before it.
        var known = command?.AllOptions ?? CommandTable.Global;
        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = argument.IndexOf('=');
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            var option = known.FirstOrDefault(o => o.Name == name) ?? throw UnknownOption("--" + name, command);
            if (equals >= 0 && option.Value is null)
                throw Usage($"{option.Long} takes no value", command);
            return (option, equals < 0 ? null : argument[(equals + 1)..]);
        }

        var shortOption = known.FirstOrDefault(o => o.Short == argument[1]) ?? throw UnknownOption(argument, command);
        if (argument.Length == 2)
            return (shortOption, null);
        if (shortOption.Value is null)
            throw UnknownOption(argument, command);
        return (shortOption, argument[(argument[2] == '=' ? 3 : 2)..]);
    }

    private static string TakeValue(IReadOnlyList<string> argv, ref int at, OptionSpec option, CommandSpec? command)
    {
        if (at + 1 == argv.Count || IsKnownOption(argv[at + 1], command))
            throw Usage($"{option.Long} needs a value ({option.Value})", command);
        return argv[++at];
    }

    // A value may begin with a dash; one that is an option of this very command was meant as the option.
    private static bool IsKnownOption(string argument, CommandSpec? command) =>
        argument == "--" || (command?.AllOptions ?? CommandTable.Global).Any(o => argument == o.Long || argument.StartsWith(o.Long + "=", StringComparison.Ordinal));

    private static void CheckCount(CommandSpec command, List<string> words)
    {
        if (words.Count < command.FewestWords)
            throw Usage($"{command.Name} needs {command.Words}", command);
        if (words.Count > command.MostWords)
            throw Usage($"{command.Name} takes no word '{SafeText.Show(words[command.MostWords])}'", command);
    }

    private static UserError UnknownCommand(string word) =>
        Usage($"there is no command '{SafeText.Show(word)}'{NearMiss.Suggest(word, [.. CommandTable.All.Select(c => c.Name), "help"])}", null);

    private static UserError UnknownOption(string option, CommandSpec? command)
    {
        var known = command?.AllOptions ?? CommandTable.Global;
        var suggestion = NearMiss.Suggest(option, known.Select(o => o.Long));
        var advice = suggestion.Length == 0 && command?.MostWords > 0 ? ", or put -- before words that begin with -" : "";
        var ofCommand = command is null ? CommandTable.All.FirstOrDefault(c => c.Options.Any(o => o.Long == option)) : null;
        return ofCommand is null
            ? Usage($"{command?.Name ?? "msgr"} has no option {SafeText.Show(option)}{suggestion}", command, advice)
            : Usage($"{option} stands before the command that it belongs to; write msgr {ofCommand.Name} {option}", null);
    }

    private static UserError Usage(string what, CommandSpec? command, string advice = "") =>
        new(ExitCode.Usage, $"{what}; see msgr {(command is null ? "" : command.Name + " ")}--help{advice}");
}
