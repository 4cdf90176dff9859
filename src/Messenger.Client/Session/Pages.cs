using System.Runtime.CompilerServices;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Client.Session;

/// <summary>Asks on one channel, each answer within the same time.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Timeout">The longest that an answer may take.</param>
internal readonly record struct Requester(ControlChannel Channel, TimeSpan Timeout)
{
    public Task<TReply> AskAsync<TReply>(Func<uint, ClientFrame> make, CancellationToken cancel)
        where TReply : ServerFrame => Channel.RequestAsync<TReply>(make, Timeout, cancel);
}

/// <summary>Lists that come in pages, as streams. A server whose pages lead nowhere ends them with an error.</summary>
internal static class Pages
{
    public static async IAsyncEnumerable<Member> MembersAsync(Requester requester, string room, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = "";
        while (true)
        {
            var from = after;
            var page = await requester.AskAsync<MemberPage>(id => new ListMembers { RequestId = id, Room = room, After = from }, cancel).ConfigureAwait(false);
            foreach (var member in page.Members)
                yield return member;
            if (!page.More)
                yield break;
            after = Next(after, page.Members.Length == 0 ? after : page.Members[^1].Name);
        }
    }

    public static async IAsyncEnumerable<RoomSummary> RoomsAsync(Requester requester, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = "";
        while (true)
        {
            var from = after;
            var page = await requester.AskAsync<RoomPage>(id => new ListRooms { RequestId = id, After = from }, cancel).ConfigureAwait(false);
            foreach (var room in page.Rooms)
                yield return room;
            if (!page.More)
                yield break;
            after = Next(after, page.Rooms.Length == 0 ? after : page.Rooms[^1].Room);
        }
    }

    public static async IAsyncEnumerable<FileEntry> FilesAsync(
        Requester requester, string pattern, bool withSha256, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = "";
        while (true)
        {
            var from = after;
            var page = await requester.AskAsync<FilePage>(
                id => new ListFiles { RequestId = id, Pattern = pattern, After = from, WithSha256 = withSha256 }, cancel).ConfigureAwait(false);
            foreach (var file in page.Files)
                yield return file;
            if (!page.More)
                yield break;
            after = Next(after, page.Files.Length == 0 ? after : page.Files[^1].Path);
        }
    }

    public static async IAsyncEnumerable<Parcel> ParcelsAsync(Requester requester, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = 0ul;
        while (true)
        {
            var from = after;
            var page = await requester.AskAsync<ParcelPage>(id => new ListParcels { RequestId = id, After = from }, cancel).ConfigureAwait(false);
            foreach (var parcel in page.Parcels)
                yield return parcel;
            if (!page.More)
                yield break;
            after = page.Parcels.Length > 0 && page.Parcels[^1].Id > after ? page.Parcels[^1].Id : throw Endless();
        }
    }

    private static string Next(string before, string after) => after != before
        ? after
        : throw Endless();

    private static UserError Endless() => new(ExitCode.Protocol, "the server's list has no end; it is another version, or broken");
}
