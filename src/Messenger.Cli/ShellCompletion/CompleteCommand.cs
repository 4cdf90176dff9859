using Messenger.Cli.CommandLine;
using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.ShellCompletion;

/// <summary>
/// What the scripts call: the first line says how (<c>words</c>; <c>open</c>: no blank behind a word; <c>paths</c>: files of this machine), then a word a
/// line, where the shell shows it with a tab and its meaning behind it.
/// </summary>
/// <param name="words">The shell, then the command line: for bash as one line with the program's name, else as words without it.</param>
internal sealed class CompleteCommand(IReadOnlyList<string> words) : ICommand
{
    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var bash = words[0] == "bash";
        IReadOnlyList<string> line = bash ? [.. CommandLineSplitter.Split(words.Count > 1 ? words[1] : "").Skip(1)] : [.. words.Skip(1)];
        var wanted = Completer.Find(line);
        // Nothing but words may come out: no note, no first contact.
        var quiet = context.WithoutError();
        var all = wanted.Known.Concat(await LiveNames.FindAsync(wanted, quiet, cancel))
            .Where(c => c.Text.StartsWith(wanted.Typed, StringComparison.Ordinal) && !c.Text.Any(char.IsControl) && !c.Text.StartsWith('-') | wanted.Typed.StartsWith('-'))
            .Select(c => c with { Text = wanted.Before + c.Text })
            .ToArray();
        context.Out.Write(Write(all, wanted, bash));
        return ExitCode.Done;
    }

    private static string Write(Candidate[] all, Wanted wanted, bool bash)
    {
        var open = all is [var only] && (only.Text.EndsWith('/') || only.Text.EndsWith('='));
        var lines = new List<string> { wanted.Asked == WordKind.LocalPath ? "paths" : open ? "open" : "words" };
        // bash puts what it gets behind the last = or : of what was typed.
        var skip = bash ? (wanted.Before + wanted.Typed).AsSpan().LastIndexOfAny('=', ':') + 1 : 0;
        lines.AddRange(all.Select(c => bash || c.Meaning.Length == 0 ? c.Text[skip..] : $"{c.Text}\t{SafeText.Show(c.Meaning).Replace('\t', ' ')}"));
        return string.Join('\n', lines) + "\n";
    }
}
