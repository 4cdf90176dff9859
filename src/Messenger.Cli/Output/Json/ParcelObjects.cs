using Messenger.Cli.Chat;
using Messenger.Contracts.Files;

namespace Messenger.Cli.Output.Json;

/// <summary>Files for one person: as it is now.</summary>
internal sealed record ParcelObject(ulong Parcel) : JsonObject("parcel")
{
    public required string Role { get; init; }
    public required string State { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Name { get; init; }
    public required int Files { get; init; }
    public required long TotalBytes { get; init; }
    public required long FetchedBytes { get; init; }
    public DateTimeOffset? Sent { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public required bool News { get; init; }

    /// <summary>A parcel as an object.</summary>
    public static ParcelObject Of(Parcel parcel) => new(parcel.Id)
    {
        Role = parcel.Role switch
        {
            ParcelRole.Recipient => "recipient",
            ParcelRole.Sender => "sender",
            _ => "both",
        },
        State = EventObjects.Kebab(parcel.State),
        From = parcel.From,
        To = parcel.To,
        Name = parcel.Name,
        Files = parcel.FileCount,
        TotalBytes = parcel.TotalBytes,
        FetchedBytes = parcel.FetchedBytes,
        Sent = parcel.Sent == 0 ? null : ParcelText.MomentOf(parcel.Sent),
        Expires = ParcelText.MomentOf(parcel.Expires),
        News = parcel.IsNews,
    };
}

/// <summary>The parcels that wait for a user, and those that the user has sent.</summary>
internal sealed record ParcelsObject(IReadOnlyList<ParcelObject> Parcels) : JsonObject("parcels");
