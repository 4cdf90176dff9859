using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Cli.Terminal;
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
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var link = Connection.Open(connection, context);
        var view = options.Progress && context.ErrorIsTerminal && ColorPolicy.CanMoveCursor(context.Environment) ? new ProgressView(context) : null;
        using var disposeView = view;
        // What is said while the progress is drawn goes above it.
        var profile = view is null ? link.Profile : link.Profile with { FirstContact = server => view.Note(Connection.FirstContact(server)) };
        TransferJob? steered = null;
        // Who reads the file from a pipe, such as less, wants the keys itself.
        using var keys = view is null || !context.InputIsTerminal || options.ToStandardOutput ? null
            : KeyListener.TryStart(context.Input, key => Steer(Volatile.Read(ref steered), key));
        await using var job = TransferJob.Start(profile, Request(context, view, keys, cancel), cancel);
        Volatile.Write(ref steered, job);
        if (options.Format == GetFormat.JsonLines)
            await ReportAsync(context, job);
        if (view is not null)
            await view.ShowAsync(() => job.Progress, job.Completion);
        return Finish(context, await job.Completion, link, cancel);
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

    private static void Steer(TransferJob? job, char key)
    {
        switch (key)
        {
            case 'p' or 'P':
                job?.Pause();
                break;
            case 'r' or 'R':
                job?.Resume();
                break;
            case 'q' or 'Q':
                job?.Stop();
                break;
        }
    }

    private DownloadRequest Request(CommandContext context, ProgressView? view, KeyListener? keys, CancellationToken cancel)
    {
        Task<T> Ask<T>(Func<Task<T>> ask) => view is null ? ask() : view.HideWhileAsync(() => keys is null ? ask() : keys.PauseWhileAsync(ask));
        async ValueTask<bool> AskContinue(TransferProgress progress, CancellationToken gone)
        {
            if (options.Yes)
                return true;
            var question = $"{Quantities.Size(progress.VerifiedBytes)} of {Quantities.Size(progress.TotalBytes)} are here. Continue?";
            using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, cancel);
            return await Ask(() => Prompt.ConfirmAsync(context, question, byDefault: true, either.Token));
        }

        async ValueTask<ExistingPolicy> AskExisting(ExistingFile file, CancellationToken gone)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, cancel);
            return await Ask(() => AskExistingAsync(context, file, either.Token));
        }

        return new DownloadRequest
        {
            Selections = options.Selections,
            Transports = options.Transports,
            OnNotice = options.Quiet ? null : view is null ? context.Note : view.Note,
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

    private static async Task ReportAsync(CommandContext context, TransferJob job)
    {
        ProgressObject? last = null;
        while (!job.Completion.IsCompleted)
        {
            var now = ProgressObject.Of(job.Progress);
            if (now with { ElapsedSeconds = 0 } != (last ?? now) with { ElapsedSeconds = 0 } || last is null)
            {
                context.Out.WriteLine(JsonLine.Write(now));
                context.Out.Flush();
                last = now;
            }

            await Task.WhenAny(job.Completion, Task.Delay(ReportInterval, context.Time));
        }
    }

    private ExitCode Finish(CommandContext context, TransferOutcome outcome, Connection link, CancellationToken cancel)
    {
        // A reader that has gone ends the program as it ends cat.
        if ((outcome.Cause as ClosedOutputException ?? outcome.Cause?.InnerException as ClosedOutputException) is { } closed)
            throw closed;
        var stopped = cancel.IsCancellationRequested && outcome.Code != ExitCode.Done;
        var code = stopped ? context.StoppedBy() : outcome.Code;
        if (options.Format != GetFormat.None)
            context.Out.WriteLine(JsonLine.Write(ResultObject.Of(outcome, (int)code)));
        if (outcome.Code == ExitCode.Done)
        {
            link.Remember();
            if (!options.Quiet)
                context.Note(TransferText.Done(outcome, context.WorkingDirectory));
            return ExitCode.Done;
        }

        if (stopped && outcome.Resumable && !options.ToStandardOutput)
        {
            context.Note($"stopped with {Quantities.Size(outcome.Progress.VerifiedBytes)} of {Quantities.Size(outcome.Progress.TotalBytes)} kept; this continues it:");
            context.Error.WriteLine("  " + SafeText.Show("msgr " + ShellQuoting.Join(typed)));
        }

        return stopped ? code : throw new UserError(outcome.Code, outcome.Sentence ?? "the download failed", outcome.Cause);
    }
}
