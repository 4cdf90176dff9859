using System.Globalization;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Output;

/// <summary>Parcels in words. Names come from peers, and are made safe here.</summary>
internal static class ParcelText
{
    /// <summary>A parcel in a few words: its name, how many files, how big.</summary>
    public static string What(Parcel parcel)
    {
        var files = parcel.FileCount == 1 ? "" : $" ({Plural.Of(parcel.FileCount, "file")})";
        return $"{SafeText.Show(parcel.Name)}{files}, {Quantities.Size(parcel.TotalBytes)}";
    }

    /// <summary>How its sender takes it back, in the chat.</summary>
    public static string TakeBack(ulong parcel) => string.Create(CultureInfo.InvariantCulture, $"/refuse {parcel} takes it back");

    /// <summary>What a person is told in the chat when a parcel's state is another; null: nothing, for he has done it, or is told otherwise.</summary>
    /// <param name="parcel">The parcel.</param>
    /// <param name="isMissed">It is told after a login, for what was before it.</param>
    /// <param name="now">Now.</param>
    public static string? News(Parcel parcel, bool isMissed, DateTimeOffset now)
    {
        if (!parcel.IsNews)
            return null;
        var (from, to, what) = (SafeText.Show(parcel.From), SafeText.Show(parcel.To), What(parcel));
        var number = parcel.Id.ToString(CultureInfo.InvariantCulture);
        if (parcel.Role.HasFlag(ParcelRole.Recipient))
        {
            return parcel.State switch
            {
                ParcelState.Waiting => $"{from} sends you {what}: /accept {number} fetches it, /refuse {number} does not; it is held until {Until(parcel, now)}",
                ParcelState.Accepted when isMissed => $"{what} from {from} is not all here yet: /accept {number} goes on",
                ParcelState.Withdrawn => $"{from} took back {what} (parcel {number})",
                ParcelState.Expired => $"{what} from {from} (parcel {number}) was not fetched in time, and is gone",
                _ => null,
            };
        }

        return parcel.State switch
        {
            ParcelState.Accepted => $"{to} accepts {what} (parcel {number})",
            ParcelState.Refused => $"{to} refuses {what} (parcel {number})",
            ParcelState.Fetched => $"{to} has all of {what} (parcel {number})",
            ParcelState.Expired => $"{to} did not fetch {what} (parcel {number}) in time, and it is gone",
            _ => null,
        };
    }

    /// <summary>A parcel as a line of a list.</summary>
    public static string Line(Parcel parcel, DateTimeOffset now)
    {
        var number = parcel.Id.ToString(CultureInfo.InvariantCulture);
        var other = parcel.Role.HasFlag(ParcelRole.Recipient) ? $"from {SafeText.Show(parcel.From)}" : $"to {SafeText.Show(parcel.To)}";
        return $"{number,4}  {other}: {What(parcel)}; {State(parcel, now)}";
    }

    /// <summary>What has become of it.</summary>
    public static string State(Parcel parcel, DateTimeOffset now) => parcel.State switch
    {
        ParcelState.Waiting => $"waits until {Until(parcel, now)}",
        ParcelState.Accepted => $"accepted, {Quantities.Size(parcel.FetchedBytes)} fetched",
        ParcelState.Refused => "refused",
        ParcelState.Fetched => "fetched",
        ParcelState.Expired => "expired",
        ParcelState.Withdrawn => "taken back",
        ParcelState.Arriving => "not all of it is on the server: the same command goes on",
        _ => "of a kind that this version does not know",
    };

    /// <summary>What has become of a parcel that one has sent.</summary>
    public static string Fate(Parcel parcel, DateTimeOffset now) => parcel.State switch
    {
        ParcelState.Waiting => $"it waits for {SafeText.Show(parcel.To)} until {Until(parcel, now)}",
        ParcelState.Refused => $"{SafeText.Show(parcel.To)} refuses it",
        ParcelState.Fetched => $"{SafeText.Show(parcel.To)} has all of it",
        _ => State(parcel, now),
    };

    /// <summary>How far its recipient is with a parcel that is being fetched.</summary>
    public static TransferProgress Progress(Parcel parcel) => new()
    {
        Phase = TransferPhase.Transferring,
        Files = 1,
        CurrentFile = $"{parcel.To} has",
        TotalBytes = parcel.TotalBytes,
        VerifiedBytes = parcel.FetchedBytes,
    };

    private static string Until(Parcel parcel, DateTimeOffset now) => Quantities.Moment(MomentOf(parcel.Expires), now);

    /// <summary>A server may say anything; dates of our era are all that can be shown.</summary>
    internal static DateTimeOffset MomentOf(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMilliseconds, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
