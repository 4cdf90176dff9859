using System.Globalization;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr send</c>: files for one person, held by the server until they are fetched.</summary>
/// <param name="connection">Whom to ask.</param>
/// <param name="options">What, to whom, how.</param>
/// <param name="typed">The command line: what continues it.</param>
internal sealed class SendCommand(ConnectionOptions connection, SendOptions options, IReadOnlyList<string> typed) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => options switch
    {
        { List: true } => ParcelList.ShowAsync(connection, context, ParcelRole.Sender, options.Files.Voice.Format, cancel),
        { TakeBack.Count: > 0 } => ParcelList.DropAsync(connection, context, options.TakeBack, "taken back", cancel),
        _ => SendAsync(context, cancel),
    };

    private async Task<ExitCode> SendAsync(CommandContext context, CancellationToken cancel)
    {
        var files = options.Files;
        using var link = Connection.Open(connection, context);
        using var spool = files.FromStandardInput ? await InputSpool.FillAsync(context.Input, new XdgDirectories(context.Environment), cancel) : null;
        TransferOutcome sent;
        using (var run = new TransferRun(context, link, files.Voice, takesKeys: spool is null))
        {
            var request = PutCommand.RequestOf(files, spool, context, run) with { To = options.To };
            await using var job = TransferJob.Send(run.Profile, request, cancel);
            // What was read from a pipe is gone: no command continues it.
            await run.RunAsync(job, spool is null ? typed : null, "the files could not be sent", cancel, goesOn: options.Wait);
            sent = await job.Completion;
        }

        if (sent.Parcel > 0 && !files.Voice.Quiet)
            context.Note(string.Create(CultureInfo.InvariantCulture, $"the server holds it for {SafeText.Show(options.To)} as parcel {sent.Parcel}; msgr send --take-back {sent.Parcel} takes it back"));
        return options.Wait ? await WaitAsync(context, sent, cancel) : ExitCode.Done;
    }

    // What a program reads as the result is what became of it, and not that it was sent.
    private async Task<ExitCode> WaitAsync(CommandContext context, TransferOutcome sent, CancellationToken cancel)
    {
        void Report(ExitCode code, string? sentence)
        {
            if (options.Files.Voice.Format != TransferFormat.None)
                context.Write(ResultObject.Of(sent with { Code = code, Sentence = sentence }, (int)code));
        }

        try
        {
            if (sent.Parcel > 0)
                await ParcelWatch.FollowAsync(connection, context, sent.Parcel, options.Files.Voice, cancel);
            Report(ExitCode.Done, null);
            return ExitCode.Done;
        }
        catch (UserError e)
        {
            Report(e.Code, e.Message);
            throw;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Report(context.StoppedBy(), "nobody waits for it any more; the server holds it still");
            throw;
        }
    }
}

/// <summary>The options of <c>msgr send</c>, typed and checked.</summary>
internal sealed record SendOptions
{
    /// <summary>For whom.</summary>
    public string To { get; init; } = "";

    /// <summary>What, and how.</summary>
    public required PutOptions Files { get; init; }

    /// <summary>Stays until the other one has decided, and has it.</summary>
    public bool Wait { get; init; }

    /// <summary>Names what the user has sent, instead of sending.</summary>
    public bool List { get; init; }

    /// <summary>Parcels that are taken back, instead of sending.</summary>
    public IReadOnlyList<ulong> TakeBack { get; init; } = [];

    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static SendOptions Of(RawPutOptions raw, bool wait, bool list, bool takeBack)
    {
        if (list && (takeBack || raw.Words.Count > 0))
            throw Usage("--list goes with neither --take-back nor files; it names what you have sent");
        if (list || takeBack)
        {
            var numbers = ParcelList.NumbersOf(raw.Words);
            if (takeBack && numbers.Count == 0)
                throw Usage("--take-back needs the number of a parcel; msgr send --list names them");
            return new() { Files = PutOptions.Of(raw with { Words = [] }), List = list, TakeBack = numbers };
        }

        if (raw.Words.Count < 2)
            throw Usage("msgr send needs NAME PATH...; for whom, and which files or folders");
        if (string.IsNullOrWhiteSpace(raw.Words[0]))
            throw Usage("the name of the one who is to get it is empty; msgr users names those who are there");
        return new() { To = raw.Words[0], Files = PutOptions.Of(raw with { Words = [.. raw.Words.Skip(1)] }), Wait = wait };
    }

    private static UserError Usage(string sentence) => new(ExitCode.Usage, sentence);
}
