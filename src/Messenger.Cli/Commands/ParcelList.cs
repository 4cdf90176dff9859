using System.Globalization;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>What <c>get --inbox</c> and <c>send</c> have in common: lists of parcels, and words that are their numbers.</summary>
internal static class ParcelList
{
    /// <summary>The numbers of parcels.</summary>
    /// <exception cref="UserError">One of the words is none; <see cref="ExitCode.Usage"/>.</exception>
    public static IReadOnlyList<ulong> NumbersOf(IEnumerable<string> words) => [.. words.Select(word =>
        ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UserError(ExitCode.Usage, $"{SafeText.Show(word)} is not the number of a parcel; msgr get --inbox --list names them"))];

    /// <summary>Prints the parcels that somebody has to do with.</summary>
    public static Task<ExitCode> ShowAsync(ConnectionOptions connection, CommandContext context, ParcelRole role, TransferFormat format, CancellationToken cancel) =>
        OneShot.RunAsync(connection, context, async session =>
        {
            var parcels = new List<Parcel>();
            await foreach (var parcel in session.ListParcelsAsync(cancel))
            {
                if ((parcel.Role & role) != 0)
                    parcels.Add(parcel);
            }

            Write(context, parcels, format);
            if (parcels.Count == 0 && format == TransferFormat.None)
                context.Note(role == ParcelRole.Sender ? "you have sent nothing that the server knows of" : "no parcel is for you");
            return ExitCode.Done;
        }, cancel);

    /// <summary>Refuses parcels, or takes them back.</summary>
    public static Task<ExitCode> DropAsync(ConnectionOptions connection, CommandContext context, IReadOnlyList<ulong> numbers, string done, CancellationToken cancel) =>
        OneShot.RunAsync(connection, context, async session =>
        {
            foreach (var number in numbers)
            {
                await session.AnswerParcelAsync(number, accept: false, cancel);
                context.Note($"parcel {number.ToString(CultureInfo.InvariantCulture)} is {done}");
            }

            return ExitCode.Done;
        }, cancel);

    /// <summary>The parcels that wait for the user.</summary>
    public static async Task<IReadOnlyList<Parcel>> WaitingAsync(OneShotSession session, CancellationToken cancel)
    {
        var waiting = new List<Parcel>();
        await foreach (var parcel in session.ListParcelsAsync(cancel))
        {
            if (parcel.Role.HasFlag(ParcelRole.Recipient) && parcel.State is ParcelState.Waiting or ParcelState.Accepted)
                waiting.Add(parcel);
        }

        return waiting;
    }

    private static void Write(CommandContext context, IReadOnlyList<Parcel> parcels, TransferFormat format)
    {
        if (format == TransferFormat.Json)
        {
            context.Write(new ParcelsObject([.. parcels.Select(ParcelObject.Of)]));
            return;
        }

        foreach (var parcel in parcels)
            context.Out.WriteLine(format == TransferFormat.JsonLines ? JsonLine.Write(ParcelObject.Of(parcel)) : ParcelText.Line(parcel, context.Now));
    }
}
