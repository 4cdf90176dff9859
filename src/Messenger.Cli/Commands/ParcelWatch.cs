using System.Globalization;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Cli.Terminal;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>Waits at the sender's end until it is decided what becomes of a parcel, and shows how far its fetching is.</summary>
internal static class ParcelWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Follows a parcel to its end.</summary>
    /// <returns><see cref="ExitCode.Done"/> when it was fetched.</returns>
    /// <exception cref="UserError">It was refused (<see cref="ExitCode.Denied"/>), expired (<see cref="ExitCode.Timeout"/>) or taken back.</exception>
    public static Task<ExitCode> FollowAsync(ConnectionOptions connection, CommandContext context, ulong number, TransferVoice voice, CancellationToken cancel) =>
        OneShot.RunAsync(connection, context, async session =>
        {
            Parcel? last = null;
            async Task<Parcel> EndAsync()
            {
                while (true)
                {
                    Parcel? now = null;
                    await foreach (var parcel in session.ListParcelsAsync(cancel))
                        now = parcel.Id == number ? parcel : now;
                    if (now is null)
                        throw Gone(number, "is not known to the server any more", ExitCode.Failure);
                    if (voice.Format == TransferFormat.JsonLines && (last?.State, last?.FetchedBytes) != (now.State, now.FetchedBytes))
                    {
                        context.Write(ParcelObject.Of(now));
                        context.Out.Flush();
                    }

                    Volatile.Write(ref last, now);
                    if (now.State is not (ParcelState.Waiting or ParcelState.Accepted))
                        return now;
                    await Task.Delay(Interval, context.Time, cancel);
                }
            }

            var begun = context.Time.GetTimestamp();
            var ending = EndAsync();
            if (voice.Progress && context.ErrorIsTerminal && ColorPolicy.CanMoveCursor(context.Environment))
            {
                using var view = new ProgressView(context);
                await view.ShowAsync(() => ProgressOf(Volatile.Read(ref last), context.Time.GetElapsedTime(begun)), ending);
            }

            var ended = await ending;
            return Done(ended, context, voice);
        }, cancel);

    private static ExitCode Done(Parcel ended, CommandContext context, TransferVoice voice)
    {
        var to = SafeText.Show(ended.To);
        switch (ended.State)
        {
            case ParcelState.Fetched:
                if (!voice.Quiet)
                    context.Note($"{to} has all of it");
                return ExitCode.Done;
            case ParcelState.Refused:
                throw Gone(ended.Id, $"was refused by {to}", ExitCode.Denied);
            case ParcelState.Expired:
                throw Gone(ended.Id, $"was not fetched by {to} in time, and is gone; send it again", ExitCode.Timeout);
            default:
                throw Gone(ended.Id, "was taken back", ExitCode.Failure);
        }
    }

    private static TransferProgress ProgressOf(Parcel? parcel, TimeSpan elapsed) => parcel is null ? new() { Elapsed = elapsed } : new()
    {
        Phase = parcel.State == ParcelState.Accepted ? TransferPhase.Transferring : TransferPhase.Stalled,
        Stall = parcel.State == ParcelState.Accepted ? null : $"{parcel.To} has not decided yet",
        Files = 1,
        CurrentFile = parcel.Name,
        TotalBytes = parcel.TotalBytes,
        VerifiedBytes = parcel.FetchedBytes,
        Elapsed = elapsed,
    };

    private static UserError Gone(ulong number, string what, ExitCode code) =>
        new(code, $"parcel {number.ToString(CultureInfo.InvariantCulture)} {what}");
}
