using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Server.Files.Parcels;
using Messenger.Transfer;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;

namespace Messenger.Server.Tests.Files.Parcels;

/// <summary>Files for one person, from the sender's disk to the recipient's (CTL-BOX).</summary>
public sealed class ParcelDeskTests
{
    [Fact]
    public async Task CTL_BOX_3_a_last_word_counts_though_the_end_behind_it_was_known_before()
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "bob", ("note", "for bob"));
        Assert.Equal("for bob", (await world.FetchAsync("bob", id, goneBefore: true).WaitAsync(TimeSpan.FromMinutes(1)))["note"]);
        Assert.Contains(world.Told, told => told.Parcel.State == ParcelState.Fetched);
    }

    [Fact] // CTL-BOX-2, CTL-BOX-3
    public async Task A_parcel_arrives_is_told_is_fetched_and_is_gone_and_its_sender_hears_each_step()
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "bob", ("trip/a.txt", "first"), ("trip/b/c.txt", "second"));
        Assert.Equal(["bob Waiting Recipient", "ann Waiting Sender"], Said(world));
        Parcel told = world.Told[0].Parcel;
        Assert.Equal((id, "ann", "bob", "trip", 2, 11L, true), (told.Id, told.From, told.To, told.Name, told.FileCount, told.TotalBytes, told.IsNews));
        Assert.Equal(TimeSpan.FromDays(7).TotalMilliseconds, told.Expires - told.Sent);

        Dictionary<string, string> files = await world.FetchAsync("bob", id);
        Assert.Equal(["trip/a.txt=first", "trip/b/c.txt=second"], files.Select(file => $"{file.Key}={file.Value}").Order());
        Assert.Equal(["bob Accepted Recipient", "ann Accepted Sender", "bob Fetched Recipient", "ann Fetched Sender"], Said(world)[2..]);
        Assert.Empty(world.Held);
        Assert.Equal(0, world.Book.Total);
        Assert.Equal(RefusalCode.NoSuchParcel, Assert.IsType<Refused>(await world.AskAsync("bob", new OpenDownload { Parcel = id, Transports = TransferTransports.Tcp })).Code);
    }

    [Fact] // CTL-BOX-1
    public async Task What_is_somebody_elses_is_as_what_is_not_there()
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "bob", ("a", "secret"));
        foreach (ulong number in new[] { id, 99ul })
        {
            Assert.Equal(RefusalCode.NoSuchParcel, Assert.IsType<Refused>(await world.AskAsync("eve", new OpenDownload { Parcel = number, Transports = TransferTransports.Tcp })).Code);
            Assert.Equal(RefusalCode.NoSuchParcel, Assert.IsType<Refused>(await world.AnswerAsync("eve", number, accept: false)).Code);
            Assert.Equal(RefusalCode.NoSuchParcel, Assert.IsType<Refused>(await world.AnswerAsync("eve", number, accept: true)).Code);
        }

        Assert.Empty(await world.ListAsync("eve"));
        Assert.Equal(RefusalCode.NoSuchParcel, Assert.IsType<Refused>(await world.AskAsync("ann", new OpenDownload { Parcel = id, Transports = TransferTransports.Tcp })).Code);
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await world.AnswerAsync("ann", id, accept: true)).Code);
        Assert.Single(world.Held);
    }

    [Theory] // CTL-BOX-5
    [InlineData("bob", ParcelState.Refused)]
    [InlineData("ann", ParcelState.Withdrawn)]
    public async Task Its_recipient_refuses_it_or_its_sender_takes_it_back(string who, ParcelState state)
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "bob", ("a", "x"));
        Assert.Equal(4u, Assert.IsType<Done>(await world.AnswerAsync(who, id, accept: false)).RequestId);
        Assert.Equal([$"bob {state} Recipient", $"ann {state} Sender"], Said(world)[2..]);
        Assert.Empty(world.Held);
        Assert.Equal(RefusalCode.NoSuchParcel, Assert.IsType<Refused>(await world.AnswerAsync(who, id, accept: false)).Code);
    }

    [Fact] // CTL-BOX-5
    public async Task What_is_taken_back_while_it_is_fetched_stops_coming()
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "bob", ("a", "x"));
        TransferOffer offer = Assert.IsType<TransferOffer>(await world.AskAsync("bob", new OpenDownload { Parcel = id, Transports = TransferTransports.Tcp }));
        Assert.IsType<Done>(await world.AnswerAsync("ann", id, accept: false));
        await world.MoveAsync(offer, TransferDirection.Download, async stream =>
        {
            // The offer is over: the connection gets the answer that a late one gets, and its end.
            Assert.NotEqual(0, await stream.ReadAsync(new byte[1]));
            return new TransferResult { End = TransferEnd.Failed };
        });
        Assert.DoesNotContain(world.Told, told => told.Parcel.State == ParcelState.Fetched);
    }

    [Fact] // CTL-BOX-3
    public async Task What_came_whole_and_was_not_put_in_place_can_be_fetched_again()
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "bob", ("a", "again"));
        TransferOffer offer = Assert.IsType<TransferOffer>(await world.AskAsync("bob", new OpenDownload { Parcel = id, Transports = TransferTransports.Tcp }));
        await world.MoveAsync(offer, TransferDirection.Download, _ => Task.FromResult(new TransferResult { End = TransferEnd.Failed }));
        Assert.Equal("again", (await world.FetchAsync("bob", id))["a"]);
    }

    [Fact] // CTL-BOX-6
    public async Task A_half_goes_on_after_a_restart_and_nobody_but_its_sender_knows_of_it()
    {
        using var world = new ParcelWorld();
        FileSource source = world.SourceOf(("big", new string('x', 3 << 20)));
        TransferOffer offer = Assert.IsType<TransferOffer>(await world.AskAsync("ann", ParcelWorld.Request(source.Plan, "bob")));
        await world.MoveAsync(offer, TransferDirection.Upload, stream =>
        {
            stream.BreakAfter = 2 << 20;
            return world.SendAsync(stream, source);
        });
        Assert.Empty(await world.ListAsync("bob"));
        Assert.Equal((ParcelState.Arriving, ParcelRole.Sender), ((await world.ListAsync("ann"))[0].State, (await world.ListAsync("ann"))[0].Role));
        world.Restart();
        offer = Assert.IsType<TransferOffer>(await world.AskAsync("ann", ParcelWorld.Request(source.Plan, "bob")));
        Assert.Equal(TransferEnd.Completed, (await world.MoveAsync(offer, TransferDirection.Upload, stream => world.SendAsync(stream, source))).End);
        UploadDone done = Assert.IsType<UploadDone>(world.Notified[^1]);
        Assert.Equal(1ul, done.Parcel);
        Assert.True(done.ResumedBytes > 0);
        world.Restart();
        Assert.Equal(3 << 20, (await world.FetchAsync("bob", done.Parcel))["big"].Length);
    }

    [Fact] // CTL-BOX-6
    public async Task Another_state_of_the_same_file_takes_the_place_of_its_half()
    {
        using var world = new ParcelWorld();
        FileSource old = world.SourceOf(("note", "old"));
        TransferOffer offer = Assert.IsType<TransferOffer>(await world.AskAsync("ann", ParcelWorld.Request(old.Plan, "bob")));
        // An offer that nobody came for leaves nothing behind.
        world.Files.Cancel(ParcelWorld.KeyOf("ann"), offer.TransferId);
        Assert.Empty(world.Held);
        Assert.Equal(0, world.Book.Total);

        await HalfAsync(world, old);
        ulong id = await world.SendAsync("ann", "bob", ("note", "newer"));
        Assert.Single(world.Held);
        Assert.Equal("newer", (await world.FetchAsync("bob", id))["note"]);
        Assert.Equal(0, world.Book.Total);
    }

    [Fact] // CTL-BOX-5
    public async Task A_half_is_taken_back_but_not_while_it_is_written()
    {
        using var world = new ParcelWorld();
        FileSource source = world.SourceOf(("note", "half"));
        await HalfAsync(world, source);
        TransferOffer offer = Assert.IsType<TransferOffer>(await world.AskAsync("ann", ParcelWorld.Request(source.Plan, "bob")));
        Assert.Equal(RefusalCode.Busy, Assert.IsType<Refused>(await world.AnswerAsync("ann", 1, accept: false)).Code);
        world.Files.Cancel(ParcelWorld.KeyOf("ann"), offer.TransferId);
        Assert.Equal(RefusalCode.NoSuchParcel, Assert.IsType<Refused>(await world.AnswerAsync("bob", 1, accept: false)).Code);
        Assert.IsType<Done>(await world.AnswerAsync("ann", 1, accept: false));
        Assert.Empty(world.Held);
        Assert.Empty(await world.ListAsync("ann"));
    }

    [Fact] // CTL-BOX-4
    public async Task Whose_sender_was_away_hears_it_once_when_he_comes_back()
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "bob", ("a", "x"));
        world.Online.Clear();
        await world.FetchAsync("bob", id);
        world.Restart();
        // A command that only lists is not the chat.
        Assert.False((await world.ListAsync("ann", isInChat: false))[0].IsNews);
        Parcel first = Assert.Single(await world.ListAsync("ann"));
        Assert.Equal((ParcelState.Fetched, true), (first.State, first.IsNews));
        Assert.False(Assert.Single(await world.ListAsync("ann")).IsNews);
    }

    [Fact]
    public async Task What_nobody_fetches_expires_and_is_forgotten_and_so_is_a_half()
    {
        using var world = new ParcelWorld();
        await world.SendAsync("ann", "bob", ("a", "x"));
        await HalfAsync(world, world.SourceOf(("half", "of it")));
        await PassAsync(world, TimeSpan.FromDays(3) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, world.Held.Length);
        await PassAsync(world, TimeSpan.FromMilliseconds(1));
        Assert.Single(world.Held);
        await PassAsync(world, TimeSpan.FromDays(4));
        Assert.Equal(["bob Expired Recipient", "ann Expired Sender"], Said(world)[2..]);
        Assert.Empty(world.Held);
        Assert.Single(await world.ListAsync("bob"));
        await PassAsync(world, TimeSpan.FromDays(7));
        Assert.Empty(await world.ListAsync("bob"));
    }

    [Fact]
    public async Task A_parcel_to_oneself_is_told_once_and_fetched()
    {
        using var world = new ParcelWorld();
        ulong id = await world.SendAsync("ann", "ann", ("a", "x"));
        Assert.Equal(["ann Waiting Recipient, Sender"], Said(world));
        Assert.Equal("x", (await world.FetchAsync("ann", id))["a"]);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData(".hidden")]
    [InlineData("x.part")]
    public async Task A_name_that_could_lead_elsewhere_or_hide_is_refused_and_nothing_is_made(string name)
    {
        using var world = new ParcelWorld();
        OpenUpload request = ParcelWorld.Request(world.SourceOf(("a", "x")).Plan, "bob");
        Assert.Equal(RefusalCode.BadRequest, await world.RefusalAsync("ann", request with { Files = [request.Files[0] with { Path = name }] }));
        Assert.Equal(RefusalCode.NoSuchUser, await world.RefusalAsync("ann", request with { To = "nobody" }));
        Assert.Empty(world.Held);
        Assert.Equal(0, world.Book.Total);
    }

    [Fact]
    public async Task A_recipient_who_refuses_by_disk_full_or_quota_loses_nobody_anything()
    {
        // Each file weighs a block beside its bytes.
        using var world = new ParcelWorld(new ParcelLimits { Quota = 10_000, UserQuota = 6_000, PerRecipient = 2 });
        ulong first = await world.SendAsync("ann", "bob", ("a", new string('x', 1_900)));
        Assert.Equal(RefusalCode.NoRoom, await world.RefusalAsync("ann", ParcelWorld.Request(world.SourceOf(("b", "y")).Plan, "bob")));
        Assert.Equal(RefusalCode.NoRoom, await world.RefusalAsync("eve", ParcelWorld.Request(world.SourceOf(("b", "y")).Plan, "bob")));
        Assert.Equal(1_900, (await world.FetchAsync("bob", first))["a"].Length);
        await world.SendAsync("eve", "bob", ("b", "y"));
        await world.SendAsync("ann", "bob", ("b", "y"));
        Assert.Equal(RefusalCode.LimitReached, await world.RefusalAsync("ann", ParcelWorld.Request(world.SourceOf(("c", "")).Plan, "bob")));
    }

    [Fact] // CTL-EVOLVE-4
    public async Task A_server_without_parcels_refuses_every_question_about_them()
    {
        using var world = new ParcelWorld();
        using var root = Messenger.Transfer.Rooted.RootedDirectory.Open(world.Disk.Path);
        var books = new Server.Files.FileBooks(new Server.Files.OfferBook(new Server.Files.FileLimits()), new Server.Files.FileLimits(), world.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var files = new Server.Files.FileService(new Server.Files.Library(root), null!, new Server.Files.OfferDesk(books.Offers, books.Limits, world.Time), null, null, books);
        OpenUpload upload = ParcelWorld.Request(world.SourceOf(("a", "x")).Plan, "bob");
        foreach (ClientFrame request in new ClientFrame[] { new ListParcels(), new AnswerParcel { Parcel = 1 }, upload, new OpenDownload { Parcel = 1, Transports = TransferTransports.Tcp } })
            Assert.Equal(RefusalCode.AccessDenied, Assert.IsType<Refused>(await files.AnswerAsync(request, world.AskerOf("ann"))).Code);
    }

    private static string[] Said(ParcelWorld world) => [.. world.Told.Where(told => told.Parcel.IsNews).Select(told => $"{told.Name} {told.Parcel.State} {told.Parcel.Role}")];

    // A connection that is lost at the first word, but for a part that is there.
    private static async Task HalfAsync(ParcelWorld world, FileSource source)
    {
        TransferOffer offer = Assert.IsType<TransferOffer>(await world.AskAsync("ann", ParcelWorld.Request(source.Plan, "bob")));
        string folder = world.Book.Of(ParcelWorld.KeyOf("ann"), 0).Last(parcel => parcel.State == ParcelState.Arriving).Folder;
        File.WriteAllText(Path.Combine(world.Disk["held"], folder, "rest.part"), "");
        world.Files.Cancel(ParcelWorld.KeyOf("ann"), offer.TransferId);
    }

    private static async Task PassAsync(ParcelWorld world, TimeSpan time)
    {
        world.Time.Advance(time);
        await world.Desk.SweepAsync();
    }
}
