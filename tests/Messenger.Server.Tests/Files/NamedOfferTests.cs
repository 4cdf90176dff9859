using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Tests.Hosting;
using Messenger.Transfer;

namespace Messenger.Server.Tests.Files;

/// <summary>CTL-XFER-12: offers whose id and secret the client has made.</summary>
public sealed class NamedOfferTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(7, TransferSecret.Length).Select(i => (byte)i)];

    [Fact]
    public async Task An_offer_has_the_id_and_the_secret_that_the_client_chose()
    {
        await using ServerFixture fixture = await StartAsync();
        using IdentityKey key = IdentityKey.Create();
        await using WireClient ann = await JoinAsync(fixture, key, "ann");
        TransferOffer offer = await AskAsync(ann, 77, Secret);
        Assert.Equal(77ul, offer.TransferId);
        Assert.Equal(Secret, offer.Secret);
    }

    [Theory]
    [InlineData(0ul, 32, TransferTransports.Rudp)]
    [InlineData(77ul, 31, TransferTransports.Rudp)]
    [InlineData(77ul, 0, TransferTransports.Rudp)]
    [InlineData(77ul, 32, TransferTransports.Tcp)]
    public async Task What_cannot_be_taken_is_passed_over(ulong id, int length, TransferTransports transports)
    {
        await using ServerFixture fixture = await StartAsync();
        using IdentityKey key = IdentityKey.Create();
        await using WireClient ann = await JoinAsync(fixture, key, "ann");
        AssertOwn(await AskAsync(ann, id, Secret[..length], transports), id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_names_the_id_of_another_transfer_gets_one_of_the_servers_and_nothing_of_the_other(bool isOver)
    {
        await using ServerFixture fixture = await StartAsync();
        using IdentityKey annsKey = IdentityKey.Create(), evesKey = IdentityKey.Create();
        await using WireClient ann = await JoinAsync(fixture, annsKey, "ann");
        await using WireClient eve = await JoinAsync(fixture, evesKey, "eve");
        Assert.Equal(77ul, (await AskAsync(ann, 77, Secret)).TransferId);
        if (isOver)
        {
            await ann.SendAsync(new CancelTransfer { TransferId = 77 });
            // Answered behind it.
            await AskAsync(ann, 78, Secret);
        }

        byte[] hers = [.. Secret.Reverse()];
        TransferOffer offer = await AskAsync(eve, 77, hers);
        AssertOwn(offer, 77);
        Assert.NotEqual(hers, offer.Secret);
        // The other's is what it was: it can be given up by its owner alone, whose it still is.
        await eve.SendAsync(new CancelTransfer { TransferId = 77 });
        await eve.SendAsync(new FetchPlan { RequestId = 2, TransferId = 77 });
        Assert.Equal(RefusalCode.NoSuchTransfer, (await eve.ReadAsync<Refused>()).Code);
        await ann.SendAsync(new FetchPlan { RequestId = 3, TransferId = 77 });
        if (isOver)
            Assert.Equal(RefusalCode.NoSuchTransfer, (await ann.ReadAsync<Refused>()).Code);
        else
            Assert.Single((await ann.ReadAsync<PlanPage>()).Files);
    }

    [Fact]
    public async Task Their_number_is_bounded_as_that_of_all()
    {
        await using ServerFixture fixture = await StartAsync();
        using IdentityKey key = IdentityKey.Create();
        await using WireClient ann = await JoinAsync(fixture, key, "ann");
        for (ulong id = 1; id <= 32; id++)
            Assert.Equal(id, (await AskAsync(ann, id, Secret)).TransferId);
        await ann.SendAsync(Request(33, Secret, TransferTransports.Rudp));
        Assert.Equal(RefusalCode.LimitReached, (await ann.ReadAsync<Refused>()).Code);
    }

    private static void AssertOwn(TransferOffer offer, ulong asked)
    {
        Assert.NotEqual(asked, offer.TransferId);
        Assert.NotEqual(0ul, offer.TransferId);
        Assert.Equal(TransferSecret.Length, offer.Secret.Length);
        Assert.NotEqual(Secret, offer.Secret);
    }

    private static async Task<ServerFixture> StartAsync()
    {
        ServerFixture fixture = await ServerFixture.StartAsync();
        fixture.Directory.Write("files/file.txt");
        return fixture;
    }

    private static async Task<WireClient> JoinAsync(ServerFixture fixture, IdentityKey key, string name)
    {
        WireClient client = await fixture.ConnectAsync(key);
        await client.LogInAsync(name, SessionPurpose.OneShot);
        return client;
    }

    private static OpenDownload Request(ulong id, byte[] secret, TransferTransports transports) =>
        new() { RequestId = 1, Selections = ["file.txt"], Transports = transports, TransferId = id, Secret = secret };

    private static async Task<TransferOffer> AskAsync(WireClient client, ulong id, byte[] secret, TransferTransports transports = TransferTransports.Rudp)
    {
        await client.SendAsync(Request(id, secret, transports));
        return await client.ReadAsync<TransferOffer>();
    }
}
