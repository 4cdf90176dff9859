using System.Text;
using Messenger.Platform.Startup;

namespace Messenger.Cli.CommandLine;

/// <summary>The manual page in the language of man(7), from <see cref="CommandTable"/>.</summary>
internal static class ManualPage
{
    private static readonly (string Name, string Meaning)[] Variables =
    [
        ("MSGR_HOST, MSGR_USER", "server and name where no option gives them"),
        ("MSGR_COMPLETION_TIMEOUT", "seconds that completion waits for a server; 1 where it is not set"),
        ("NO_COLOR, CLICOLOR_FORCE", "no colours; colours also where the output is no terminal"),
        ("XDG_DATA_HOME, XDG_STATE_HOME, XDG_CONFIG_HOME", "where files are kept; absolute paths only"),
    ];

    private static readonly (string Name, string Meaning)[] Files =
    [
        ("~/.local/share/msgr/identity.pem", "your key: who has it is you"),
        ("~/.local/share/msgr/known_servers", "the keys of the servers that you have met"),
        ("~/.local/state/msgr/last_used", "server and name of the last login"),
    ];

    /// <summary>The page.</summary>
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append($".TH MSGR 1 \"\" \"msgr {Escape(BuildInfo.ProductVersion)}\" \"User Commands\"\n");
        Section(page, "NAME", "msgr \\- chat and file transfer on a network of your own");
        page.Append(".SH SYNOPSIS\n.B msgr\n.I COMMAND\n.RI [ OPTIONS ]\n.RI [ WORDS ]\n");
        Section(page, "DESCRIPTION", Escape("Talks to a msgr-server: chat, private messages, and files over TCP or over msgr's own reliable UDP. ")
            + Escape("Options may stand anywhere behind their command; -- ends them. Data goes to standard output, everything else to standard error."));
        page.Append(".SH COMMANDS\n");
        foreach (var command in CommandTable.All)
            Command(page, command);
        page.Append(".SH OPTIONS OF EVERY COMMAND\n");
        foreach (var option in CommandTable.Global)
            Option(page, option);
        List(page, "EXIT STATUS", HelpText.ExitCodes);
        List(page, "ENVIRONMENT", Variables);
        List(page, "FILES", Files);
        return page.ToString();
    }

    /// <summary>Text as it is read by troff: no character of it is a request.</summary>
    internal static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e").Replace("-", "\\-").Replace("\n.", "\n\\&.").Replace("\n'", "\n\\&'");
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }

    private static void Command(StringBuilder page, CommandSpec command)
    {
        page.Append($".SS \"msgr {Quoted($"{command.Name} [OPTIONS] {command.Words}".TrimEnd())}\"\n{Escape(Sentence(command.Summary))}\n");
        foreach (var note in command.Notes)
            page.Append($".PP\n{Escape(note)}\n");
        foreach (var option in command.Options)
            Option(page, option);
        page.Append(".PP\nExamples:\n");
        foreach (var (line, meaning) in command.Examples)
            page.Append($".TP\n.B \"{Quoted(line)}\"\n{Escape(meaning)}\n");
    }

    private static void Option(StringBuilder page, OptionSpec option)
    {
        var names = (option.Short == default ? "" : $"\\fB\\-{option.Short}\\fR, ") + $"\\fB{Escape(option.Long)}\\fR";
        page.Append($".TP\n{names}{(option.Value is null ? "" : $" \\fI{Escape(option.Value)}\\fR")}\n{Escape(option.Help)}\n");
    }

    private static void List(StringBuilder page, string title, IEnumerable<(string Left, string Right)> rows)
    {
        page.Append($".SH {title}\n");
        foreach (var (left, right) in rows)
            page.Append($".TP\n.B \"{Quoted(left)}\"\n{Escape(right)}\n");
    }

    private static void Section(StringBuilder page, string title, string text) => page.Append($".SH {title}\n{text}\n");

    private static string Quoted(string text) => Escape(text).Replace("\"", "\\(dq");

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + ".";
}
