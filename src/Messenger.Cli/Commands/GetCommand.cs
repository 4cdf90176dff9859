using Messenger.Cli.Output;
using Messenger.Cli.Trace;
using Messenger.Client.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr get</c>: downloads files and folders.</summary>
/// <param name="connection">Whom to ask.</param>
/// <param name="options">What, where to, how.</param>
/// <param name="typed">The command line: what continues the download.</param>
internal sealed class GetCommand(ConnectionOptions connection, GetOptions options, IReadOnlyList<string> typed) : ICommand
{
    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var link = Connection.Open(connection, context);
        // Who reads the file from a pipe, such as less, wants the keys itself.
        using var run = new TransferRun(context, link, options.Voice, takesKeys: !options.ToStandardOutput);
        using var trace = TraceFile.Open(options.Trace, "msgr get " + string.Join(' ', options.Selections), context);
        await using var job = TransferJob.Start(run.Profile, RequestOf(options, context, run, cancel) with { Trace = trace }, cancel);
        return await run.RunAsync(job, options.ToStandardOutput ? null : typed, "the download failed", cancel);
    }

    /// <summary>The question about a file that is in the way.</summary>
    internal static async Task<ExistingPolicy> AskExistingAsync(CommandContext context, ExistingFile file, CancellationToken cancel)
    {
        var question = $"{SafeText.Show(file.Path)} is there ({Quantities.Size(file.Size)}, {Quantities.Moment(file.Modified, context.Now)}) "
            + $"and is another file than the one that comes ({Quantities.Size(file.NewSize)}). Overwrite it, give the new one another name, or keep it? [o/r/K]";
        while (true)
        {
            switch ((await Prompt.AskAsync(context, question, cancel))?.ToLowerInvariant())
            {
                case "o" or "overwrite": return ExistingPolicy.Overwrite;
                case "r" or "rename": return ExistingPolicy.Rename;
                case null or "" or "k" or "keep": return ExistingPolicy.Skip;
            }
        }
    }

    /// <summary>What is asked for, with the questions that come up on the way.</summary>
    internal static DownloadRequest RequestOf(GetOptions options, CommandContext context, TransferRun run, CancellationToken cancel)
    {
        async ValueTask<bool> AskContinue(TransferProgress progress, CancellationToken gone)
        {
            if (options.Yes)
                return true;
            var question = $"{Quantities.Size(progress.VerifiedBytes)} of {Quantities.Size(progress.TotalBytes)} are here. Continue?";
            using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, cancel);
            return await run.AskAsync(() => Prompt.ConfirmAsync(context, question, byDefault: true, either.Token));
        }

        async ValueTask<ExistingPolicy> AskExisting(ExistingFile file, CancellationToken gone)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, cancel);
            return await run.AskAsync(() => AskExistingAsync(context, file, either.Token));
        }

        return new DownloadRequest
        {
            Selections = options.Selections,
            Transports = options.Transports,
            OnNotice = run.Notice,
            Output = options.Output,
            WorkingDirectory = context.WorkingDirectory,
            StandardOutput = options.ToStandardOutput ? context.Output : null,
            IfExists = options.IfExists,
            AskExisting = context.InputIsTerminal ? AskExisting : null,
            AskAt = options.AskAt,
            AskContinue = context.InputIsTerminal || options.Yes ? AskContinue : null,
            Sha256 = options.Sha256,
            LimitRate = options.LimitRate,
            Congestion = options.Congestion,
        };
    }
}
