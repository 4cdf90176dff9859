using Messenger.Contracts.Control;
using Messenger.Server.Files;
using Messenger.Server.Tests.Chat;
using Messenger.Testing.Streams;
using Messenger.Transfer;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;

namespace Messenger.Server.Tests.Files;

public sealed class OfferBookTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RootedDirectory _root;
    private readonly FileSource _source;
    private ulong _next;

    public OfferBookTests()
    {
        _directory.Write("file");
        _root = RootedDirectory.Open(_directory.Path);
        _source = FileSource.Open(_root, [new SourceEntry("file", "file")]);
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(59.9, true)]
    [InlineData(60, false)]
    public void An_offer_waits_so_long_and_no_longer(double seconds, bool served)
    {
        var book = new OfferBook(new FileLimits());
        Offer offer = Add(book, 1);
        Assert.Equal(served ? OpeningVerdict.Accepted : OpeningVerdict.TooLate, book.Take(Opening(offer), TimeSpan.FromSeconds(seconds), out _));
    }

    [Fact]
    public void CTL_DATA_1_an_offer_serves_one_connection_that_proves_it_knows_the_secret()
    {
        var book = new OfferBook(new FileLimits());
        Offer offer = Add(book, 1), other = Add(book, 1);
        Assert.Equal(OpeningVerdict.Unknown, book.Take(TcpDataOpening.Create(offer.Id, TransferDirection.Download, other.Secret), default, out _));
        Assert.Equal(OpeningVerdict.Unknown, book.Take(TcpDataOpening.Create(offer.Id, TransferDirection.Upload, offer.Secret), default, out _));
        Assert.Equal(OpeningVerdict.Unknown, book.Take(TcpDataOpening.Create(99, TransferDirection.Download, offer.Secret), default, out _));
        Assert.Equal(OpeningVerdict.Accepted, book.Take(Opening(offer), default, out Offer? taken));
        Assert.Same(offer, taken);
        Assert.Equal(OpeningVerdict.TooLate, book.Take(Opening(offer), default, out _));
    }

    [Fact]
    public void Where_all_places_are_taken_the_offer_that_waits_longest_makes_way_after_a_while()
    {
        var book = new OfferBook(new FileLimits { Offers = 2 });
        Offer running = Add(book, 1), idle = Add(book, 2);
        Assert.Equal(OpeningVerdict.Accepted, book.Take(Opening(running), default, out _));
        Assert.Equal(RefusalCode.LimitReached, book.Add(New(3), TimeSpan.FromSeconds(4.9))!.Code);
        Assert.Null(book.Add(New(3), TimeSpan.FromSeconds(5)));
        Assert.Equal(OpeningVerdict.TooLate, book.Take(Opening(idle), TimeSpan.FromSeconds(5), out _));
        Assert.Equal(OfferState.Running, running.State);
    }

    [Fact]
    public void Offers_are_bounded_for_one_and_for_all_and_make_place_when_they_end()
    {
        var book = new OfferBook(new FileLimits { OffersPerOwner = 2, Offers = 3 });
        Offer first = Add(book, 1);
        Add(book, 1);
        Assert.Equal(RefusalCode.LimitReached, book.Add(New(1), default)!.Code);
        Add(book, 2);
        Assert.Equal(RefusalCode.LimitReached, book.Add(New(3), default)!.Code);
        book.End(first, default);
        Assert.Null(book.Add(New(3), default));
        Assert.Equal(RefusalCode.LimitReached, book.Add(New(4), default)!.Code);
        book.Sweep(TimeSpan.FromSeconds(60), _ => true);
        Assert.Null(book.Add(New(4), default));
    }

    [Fact]
    public void A_transfer_outlives_its_owner_s_sessions_for_a_bounded_time()
    {
        var book = new OfferBook(new FileLimits());
        Offer offer = Add(book, 1);
        book.Take(Opening(offer), default, out _);
        bool connected = true;
        Assert.Empty(Sweep(1_000));
        connected = false;
        Assert.Empty(Sweep(1_001));
        Assert.Empty(Sweep(1_060));
        connected = true;
        Assert.Empty(Sweep(1_062));
        connected = false;
        Assert.Empty(Sweep(1_063));
        Assert.Empty(Sweep(1_122));
        Assert.Same(offer, Assert.Single(Sweep(1_123)));

        List<Offer> Sweep(double seconds) => book.Sweep(TimeSpan.FromSeconds(seconds), _ => connected).Orphans;
    }

    [Fact]
    public async Task CTL_LIVE_3_a_transfer_whose_bytes_move_outlives_them_and_counts_as_life()
    {
        var book = new OfferBook(new FileLimits());
        Offer offer = Add(book, 1);
        book.Take(Opening(offer), default, out _);
        Assert.Empty(Sweep(1_000).Alive);
        await MoveAsync(offer);
        Assert.Equal([ChatWorld.Key(1)], Sweep(1_059).Alive);
        Assert.Empty(Sweep(1_118).Orphans);
        Assert.Same(offer, Assert.Single(Sweep(1_119).Orphans));

        (List<Offer> Orphans, HashSet<Platform.Identity.Fingerprint> Alive) Sweep(double seconds) => book.Sweep(TimeSpan.FromSeconds(seconds), _ => false);
    }

    [Fact]
    public void An_offer_is_its_owner_s_alone()
    {
        var book = new OfferBook(new FileLimits());
        Offer offer = Add(book, 1);
        Assert.Same(offer, book.Find(offer.Id, ChatWorld.Key(1)));
        Assert.Null(book.Find(offer.Id, ChatWorld.Key(2)));
        book.End(offer, default);
        Assert.Null(book.Find(offer.Id, ChatWorld.Key(1)));
    }

    private async Task MoveAsync(Offer offer)
    {
        using var target = new TemporaryDirectory();
        using RootedDirectory root = RootedDirectory.Open(target.Path);
        using FileSink sink = FileSink.Open(root, _source.Plan, new FileSinkOptions());
        using var receiver = new TransferReceiver(sink);
        using var sender = new TransferSender(_source);
        (DuplexStream server, DuplexStream client) = DuplexStream.CreatePair();
        await Task.WhenAll(
            TcpTransfer.SendAsync(server, sender, offer.Control, CancellationToken.None),
            TcpTransfer.ReceiveAsync(client, receiver, new TransferControl(), CancellationToken.None));
    }

    private static TcpDataOpening Opening(Offer offer) => TcpDataOpening.Create(offer.Id, TransferDirection.Download, offer.Secret);

    private Offer Add(OfferBook book, int owner)
    {
        Offer offer = New(owner);
        Assert.Null(book.Add(offer, default));
        return offer;
    }

    private Offer New(int owner) => new()
    {
        Id = ++_next,
        Secret = TransferSecret.Create(),
        Cargo = new DownloadCargo(_source),
        Owner = ChatWorld.Key(owner),
        Notify = _ => { },
        Control = new TransferControl(),
    };
}
