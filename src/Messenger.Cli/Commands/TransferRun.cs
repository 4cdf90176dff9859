using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Cli.Terminal;
using Messenger.Client.Files;
using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>What a command that moves files writes to standard output beside them.</summary>
internal enum TransferFormat
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The result as one object.</summary>
    Json,

    /// <summary>Progress and result as objects.</summary>
    JsonLines,
}

/// <summary>How much a command that moves files says.</summary>
/// <param name="Format">What goes to standard output.</param>
/// <param name="Progress">Progress where a terminal shows it.</param>
/// <param name="Quiet">No note of success.</param>
internal sealed record TransferVoice(TransferFormat Format, bool Progress, bool Quiet)
{
    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">Two formats; <see cref="ExitCode.Usage"/>.</exception>
    public static TransferVoice Of(bool json, bool jsonLines, bool noProgress, bool quiet) => json && jsonLines
        ? throw new UserError(ExitCode.Usage, "--json and --jsonl exclude each other; give one of them")
        : new(json ? TransferFormat.Json : jsonLines ? TransferFormat.JsonLines : TransferFormat.None, !noProgress && !quiet, quiet);
}

/// <summary>The frame of every command that moves files: progress while it lasts, and at the end what became of it and how to go on.</summary>
internal sealed class TransferRun : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.5);
    private readonly CommandContext _context;
    private readonly Connection _link;
    private readonly TransferVoice _voice;
    private readonly ProgressView? _view;
    private readonly KeyListener? _keys;
    private TransferJob? _job;

    /// <summary>Begins.</summary>
    /// <param name="context">What the command runs in.</param>
    /// <param name="link">Whom it talks to.</param>
    /// <param name="voice">How much it says.</param>
    /// <param name="takesKeys">On a terminal, p, r and q steer it while the progress is shown.</param>
    public TransferRun(CommandContext context, Connection link, TransferVoice voice, bool takesKeys)
    {
        (_context, _link, _voice) = (context, link, voice);
        _view = voice.Progress && context.ErrorIsTerminal && ColorPolicy.CanMoveCursor(context.Environment) ? new ProgressView(context) : null;
        _keys = _view is null || !context.InputIsTerminal || !takesKeys ? null : KeyListener.TryStart(context.Input, key => Steer(Volatile.Read(ref _job), key));
        // What is said while the progress is drawn goes above it.
        Profile = _view is null ? link.Profile : link.Profile with { FirstContact = server => _view.Note(Connection.FirstContact(server)) };
    }

    /// <summary>For the job.</summary>
    public ClientProfile Profile { get; }

    /// <summary>Says something on the way; null where nothing is to be said.</summary>
    public Action<string>? Notice => _voice.Quiet ? null : _view is null ? _context.Note : _view.Note;

    /// <summary>Asks something while the progress is out of the way.</summary>
    public Task<T> AskAsync<T>(Func<Task<T>> ask) =>
        _view is null ? ask() : _view.HideWhileAsync(() => _keys is null ? ask() : _keys.PauseWhileAsync(ask));

    /// <summary>Shows a job until it has ended, and says what became of it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="typed">The command line that continues it; null: none does.</param>
    /// <param name="failed">What is said where the job has no sentence.</param>
    /// <param name="cancel">A signal.</param>
    /// <param name="goesOn">Where all went well the command goes on, and says its result itself.</param>
    /// <exception cref="UserError">It failed.</exception>
    public async Task<ExitCode> RunAsync(TransferJob job, IReadOnlyList<string>? typed, string failed, CancellationToken cancel, bool goesOn = false)
    {
        Volatile.Write(ref _job, job);
        if (_voice.Format == TransferFormat.JsonLines)
            await ReportAsync(job);
        if (_view is not null)
            await _view.ShowAsync(() => job.Progress, job.Completion);
        var outcome = await job.Completion;
        // A reader that has gone ends the program as it ends cat.
        if ((outcome.Cause as ClosedOutputException ?? outcome.Cause?.InnerException as ClosedOutputException) is { } closed)
            throw closed;
        var stopped = cancel.IsCancellationRequested && outcome.Code != ExitCode.Done;
        // Without a terminal nothing else stops it at this end.
        if (outcome.StoppedHere && !stopped && !_context.InputIsTerminal)
            outcome = outcome with { Sentence = $"{outcome.Sentence}; the question of --ask-at is a no without a terminal, and a yes with --yes" };
        var code = stopped ? _context.StoppedBy() : outcome.Code;
        if (_voice.Format != TransferFormat.None && !(goesOn && code == ExitCode.Done))
            _context.Write(ResultObject.Of(outcome, (int)code));
        if (outcome.Code == ExitCode.Done)
        {
            _link.Remember();
            if (!_voice.Quiet)
                _context.Note(TransferText.Done(outcome, _context.WorkingDirectory));
            return ExitCode.Done;
        }

        // Who stops it is told how it goes on; and a key, or a no to a question, is no error.
        if ((stopped || (outcome.StoppedHere && _context.InputIsTerminal)) && outcome.Resumable && typed is not null)
        {
            _context.Note(TransferText.Kept(outcome.Progress));
            _context.Error.WriteLine("  " + SafeText.Show("msgr " + ShellQuoting.Join(typed)));
            return code;
        }

        return stopped ? code : throw new UserError(outcome.Code, outcome.Sentence ?? failed, outcome.Cause);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys?.Dispose();
        _view?.Dispose();
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

    private async Task ReportAsync(TransferJob job)
    {
        ProgressObject? last = null;
        while (!job.Completion.IsCompleted)
        {
            var now = ProgressObject.Of(job.Progress);
            if (now with { ElapsedSeconds = 0 } != (last ?? now) with { ElapsedSeconds = 0 } || last is null)
            {
                _context.Write(now);
                _context.Out.Flush();
                last = now;
            }

            await Task.WhenAny(job.Completion, Task.Delay(ReportInterval, _context.Time));
        }
    }
}
