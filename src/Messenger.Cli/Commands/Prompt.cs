using Messenger.Cli.Output;

namespace Messenger.Cli.Commands;

/// <summary>Questions to a person: only where standard input is a terminal, never into a pipe.</summary>
internal static class Prompt
{
    /// <summary>Asks and waits for a line.</summary>
    /// <param name="context">What the command runs in.</param>
    /// <param name="question">Safe text, without the blank behind it.</param>
    /// <param name="cancel">A signal.</param>
    /// <returns>The line without blanks around it; null where nobody can answer, or the input has ended.</returns>
    public static async Task<string?> AskAsync(CommandContext context, string question, CancellationToken cancel)
    {
        if (!context.InputIsTerminal)
            return null;
        context.Error.Write(question + " ");
        context.Error.Flush();
        // The pool, because a read of a terminal cannot be cancelled: a signal must not wait for it.
        var line = await Task.Run(context.In.ReadLine, CancellationToken.None).WaitAsync(cancel);
        return line?.Trim();
    }

    /// <summary>Asks until the answer is yes or no; an empty line is the default.</summary>
    public static async Task<bool> ConfirmAsync(CommandContext context, string question, bool byDefault, CancellationToken cancel)
    {
        while (true)
        {
            var answer = await AskAsync(context, $"{question} [{(byDefault ? "Y/n" : "y/N")}]", cancel);
            switch (answer?.ToLowerInvariant())
            {
                case null: return false;
                case "": return byDefault;
                case "y" or "yes": return true;
                case "n" or "no": return false;
            }
        }
    }
}
