using System.Text;
using Messenger.Platform;

namespace Messenger.Cli.CommandLine;

/// <summary>What <c>--help</c> prints, from <see cref="CommandTable"/>.</summary>
internal static class HelpText
{
    private const int Width = 80;

    /// <summary>What the program exits with.</summary>
    internal static IReadOnlyList<(string Codes, string Meaning)> ExitCodes { get; } =
    [
        (Number(ExitCode.Done), "done"),
        (Number(ExitCode.Failure), "another failure"),
        (Number(ExitCode.Usage), "usage"),
        (Number(ExitCode.NotFound), "not found"),
        (Number(ExitCode.Denied), "denied, login refused"),
        (Number(ExitCode.CannotConnect), "cannot connect, name not found"),
        (Number(ExitCode.Timeout), "timeout, stall"),
        (Number(ExitCode.Partial), "partial: the same command continues"),
        (Number(ExitCode.Integrity), "integrity failure"),
        (Number(ExitCode.LocalFile), "local disk or file"),
        (Number(ExitCode.Exists), "exists, refused by policy"),
        (Number(ExitCode.IdentityChanged), "the server's identity changed"),
        (Number(ExitCode.Protocol), "protocol or version"),
        (Number(ExitCode.Interrupted), "stopped by Ctrl-C"),
        (Number(ExitCode.Terminated), "stopped by SIGTERM"),
    ];

    /// <summary>The help of the whole program.</summary>
    public static string OfProgram()
    {
        var text = new StringBuilder("msgr: chat and file transfer on a network of your own\n\nUsage: msgr COMMAND [OPTIONS] [WORDS]\n\nCommands:\n");
        Columns(text, CommandTable.All.Select(c => ($"{c.Name} {c.Words}".TrimEnd(), c.Summary)));
        text.Append("\nOptions of every command:\n");
        Columns(text, CommandTable.Global.Select(o => (o.Synopsis, o.Help)));
        text.Append("\nExamples:\n");
        Columns(text, [("msgr chat", "talk"), ("msgr files", "see what there is"), ("msgr get NAME", "download it"), ("msgr get --help", "all about one command")]);
        text.Append("\nExit codes:\n");
        Columns(text, ExitCodes);
        text.Append("\nEnvironment: MSGR_HOST, MSGR_USER, NO_COLOR, CLICOLOR_FORCE, XDG_*_HOME.\n");
        return text.ToString();
    }

    /// <summary>The help of one command.</summary>
    public static string Of(CommandSpec command)
    {
        var words = command.Words.Length == 0 ? "" : " " + command.Words;
        var text = new StringBuilder($"msgr {command.Name}: {command.Summary}\n\nUsage: msgr {command.Name} [OPTIONS]{words}\n");
        foreach (var note in command.Notes)
        {
            text.Append('\n');
            Paragraph(text, note, indent: 0, first: 0);
        }

        text.Append("\nOptions:\n");
        Columns(text, command.AllOptions.Select(o => (o.Synopsis, o.Help)));
        text.Append("\nExamples:\n");
        Columns(text, command.Examples);
        return text.ToString();
    }

    private static string Number(ExitCode code) => ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Columns(StringBuilder text, IEnumerable<(string Left, string Right)> rows)
    {
        var all = rows.ToArray();
        var column = Math.Min(all.Max(r => r.Left.Length), 30) + 4;
        foreach (var (left, right) in all)
        {
            text.Append("  ").Append(left);
            if (left.Length + 4 > column)
                text.Append('\n').Append(' ', column);
            else
                text.Append(' ', column - left.Length - 2);
            Paragraph(text, right, column, column);
        }
    }

    private static void Paragraph(StringBuilder text, string words, int indent, int first)
    {
        var at = first;
        var separator = "";
        foreach (var word in words.Split(' '))
        {
            if (at > indent && at + separator.Length + word.Length > Width)
            {
                text.Append('\n').Append(' ', indent);
                at = indent;
                separator = "";
            }

            text.Append(separator).Append(word);
            at += separator.Length + word.Length;
            separator = " ";
        }

        text.Append('\n');
    }
}
