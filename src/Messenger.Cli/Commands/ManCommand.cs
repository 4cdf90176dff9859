using Messenger.Cli.CommandLine;
using Messenger.Cli.Output;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr man</c>: the manual page.</summary>
internal sealed class ManCommand : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        context.Out.Write(ManualPage.Write());
        return Task.FromResult(ExitCode.Done);
    }
}
