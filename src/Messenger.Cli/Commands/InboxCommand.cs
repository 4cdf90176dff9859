using System.Globalization;
using Messenger.Cli.Output;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>What <c>msgr get --inbox</c> does with parcels.</summary>
internal enum InboxTask
{
    /// <summary>Fetches those that are named; all that wait, where none is.</summary>
    Fetch,

    /// <summary>Names all that are for the user.</summary>
    List,

    /// <summary>Refuses those that are named.</summary>
    Refuse,
}

/// <summary><c>msgr get --inbox</c>: files that others have sent to the user.</summary>
/// <param name="connection">Whom to ask.</param>
/// <param name="options">What is done.</param>
/// <param name="typed">The command line: what continues it.</param>
internal sealed class InboxCommand(ConnectionOptions connection, InboxOptions options, IReadOnlyList<string> typed) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => options.Task switch
    {
        InboxTask.List => ParcelList.ShowAsync(connection, context, ParcelRole.Recipient, options.Transfer.Voice.Format, cancel),
        InboxTask.Refuse => ParcelList.DropAsync(connection, context, options.Parcels, "refused", cancel),
        _ => FetchAsync(context, cancel),
    };

    private async Task<ExitCode> FetchAsync(CommandContext context, CancellationToken cancel)
    {
        var numbers = options.Parcels;
        if (numbers.Count == 0)
        {
            await OneShot.RunAsync(connection, context, async session =>
            {
                numbers = [.. (await ParcelList.WaitingAsync(session, cancel)).Select(parcel => parcel.Id)];
                return ExitCode.Done;
            }, cancel);
            if (numbers.Count == 0 && !options.Transfer.Voice.Quiet)
                context.Note("no parcel waits for you");
        }

        foreach (var number in numbers)
        {
            if (await FetchAsync(number, context, cancel) is not ExitCode.Done and var code)
                return code;
        }

        return ExitCode.Done;
    }

    private async Task<ExitCode> FetchAsync(ulong number, CommandContext context, CancellationToken cancel)
    {
        using var link = Connection.Open(connection, context);
        using var run = new TransferRun(context, link, options.Transfer.Voice, takesKeys: !options.Transfer.ToStandardOutput);
        var request = GetCommand.RequestOf(options.Transfer, context, run, cancel) with { Selections = [], Parcel = number };
        await using var job = TransferJob.Start(run.Profile, request, cancel);
        return await run.RunAsync(job, options.Transfer.ToStandardOutput ? null : typed, $"parcel {number.ToString(CultureInfo.InvariantCulture)} could not be fetched", cancel);
    }
}

/// <summary>The options of <c>msgr get --inbox</c>, typed and checked.</summary>
/// <param name="Task">What is done.</param>
/// <param name="Parcels">To which parcels.</param>
/// <param name="Transfer">Where to and how, where they are fetched.</param>
internal sealed record InboxOptions(InboxTask Task, IReadOnlyList<ulong> Parcels, GetOptions Transfer)
{
    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static InboxOptions Of(RawGetOptions raw, bool list, bool refuse)
    {
        var numbers = ParcelList.NumbersOf(raw.Words);
        if (list && (refuse || numbers.Count > 0))
            throw new UserError(ExitCode.Usage, "--list goes with neither --refuse nor the number of a parcel; it names them all");
        if (refuse && numbers.Count == 0)
            throw new UserError(ExitCode.Usage, "--refuse needs the number of a parcel; msgr get --inbox --list names them");
        if (raw.Output == "-" && numbers.Count != 1)
            throw new UserError(ExitCode.Usage, "only one parcel can go to standard output; give its number");
        if (raw.Sha256 is not null && numbers.Count != 1)
            throw new UserError(ExitCode.Usage, $"--sha256 {SafeText.Show(raw.Sha256)} is for one file; give the number of its parcel");
        return new(list ? InboxTask.List : refuse ? InboxTask.Refuse : InboxTask.Fetch, numbers, GetOptions.Of(raw));
    }
}
