using Messenger.Cli.Output;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary>A command with its options typed and checked.</summary>
internal interface ICommand
{
    /// <summary>Does it.</summary>
    /// <param name="context">What it runs in.</param>
    /// <param name="cancel">A signal asks it to stop.</param>
    /// <exception cref="UserError">It failed; the sentence and the exit code say how.</exception>
    Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel);
}
