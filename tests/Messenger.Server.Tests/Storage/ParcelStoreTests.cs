using Messenger.Contracts.Files;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Storage;
using Messenger.Server.Tests.Chat;
using Messenger.Transfer.Plan;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Storage;

public sealed class ParcelStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_parcel_outlives_the_server_in_the_state_that_it_had_and_no_number_comes_again()
    {
        StoredParcel one = Parcel(1), two = Parcel(2) with { State = ParcelState.Waiting, Sent = 7 };
        await using (ServerDatabase database = Open())
        {
            var store = new ParcelStore(database, "/a");
            Assert.Equal(0ul, store.LastId);
            await store.SaveAsync(one);
            await store.SaveAsync(one = one with { State = ParcelState.Refused, Expires = 9, IsTold = true });
            await store.SaveAsync(two);
            await store.SaveAsync(Parcel(3));
            await store.RemoveAsync(3);
        }

        await using ServerDatabase again = Open();
        Assert.Equal([one, two], new ParcelStore(again, "/a").Load());
        Assert.Empty(new ParcelStore(again, "/b").Load());
        Assert.Equal(3ul, new ParcelStore(again, "/b").LastId);
        Assert.Equal(two.Weight, new ParcelBook(new ParcelStore(again, "/a"), new ParcelLimits()).Total);
    }

    private static StoredParcel Parcel(ulong id) => new()
    {
        Id = id,
        From = new ParcelPerson("Zoë", ChatWorld.Key(1)),
        To = new ParcelPerson("bob", ChatWorld.Key(2)),
        Folder = $"folder {id}",
        Digest = PlanDigest.TryRead(Enumerable.Range(0, 16).Select(i => (byte)i).ToArray(), out PlanDigest digest) ? digest : default,
        Name = "a.txt",
        FileCount = 3,
        TotalBytes = 1L << 40,
        Expires = 5,
    };

    private ServerDatabase Open() => ServerDatabase.Open(_directory["server.db"], NullLogger.Instance);
}
