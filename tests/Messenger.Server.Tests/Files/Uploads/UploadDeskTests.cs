using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Server.Files;
using Messenger.Server.Files.Uploads;
using Messenger.Server.Tests.Chat;
using Messenger.Testing;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Files.Uploads;

/// <summary>What is looked at before an upload is offered.</summary>
public sealed class UploadDeskTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RootedDirectory _root;
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryUploads _store = new();
    private readonly FileBooks _books;
    private readonly UploadLedger _ledger;
    private readonly UploadDesk _uploads;
    private readonly FileService _files;

    public UploadDeskTests()
    {
        var limits = new UploadLimits { Quota = 10_000, UserQuota = 6_000 };
        _root = RootedDirectory.Open(_directory.Path);
        _books = new FileBooks(new OfferBook(new FileLimits()), new FileLimits(), _time, NullLogger.Instance);
        _ledger = new UploadLedger(_store, limits);
        _uploads = new UploadDesk(_root, _ledger, limits, _books.Offers, _time);
        _files = Service(_uploads);
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_server_that_takes_no_files_says_so() =>
        Assert.Equal(RefusalCode.AccessDenied, Assert.IsType<Refused>(await Service(null).AnswerAsync(Request(PlanOf(("a", 1))), AskerOf(1))).Code);

    [Theory] // CTL-XFER-8
    [InlineData("../out")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData(".hidden")]
    [InlineData("a/.ssh/key")]
    [InlineData("x.part")]
    [InlineData("x.part.journal")]
    [InlineData("bidi\u202etxt")]
    [InlineData("line\nfeed")]
    [InlineData("")]
    public async Task A_name_that_could_lead_elsewhere_deceive_or_hide_is_refused_and_nothing_is_made(string name)
    {
        var request = new OpenUpload { Files = [new PlanFile { Path = name, Size = 1 }], ChunkSize = ChunkSizes.Default, PlanDigest = new byte[16], Transports = TransferTransports.Tcp };
        if (RelativePath.IsSafe(name) && !PartNames.IsReserved(name))
            request = Request(PlanOf((name, 1)));
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await _files.AnswerAsync(request, AskerOf(1))).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact] // CTL-XFER-8
    public async Task A_plan_comes_in_pages_that_follow_one_another_and_has_the_digest_that_is_said()
    {
        TransferPlan plan = PlanOf(("a", 1), ("b", 2), ("c", 3));
        PlanFile[] files = [.. plan.Files];
        Asker asker = AskerOf(1);
        Assert.IsType<Done>(await _files.AnswerAsync(new AddPlanFiles { First = 0, Files = files[..2] }, asker));
        TransferOffer offer = Assert.IsType<TransferOffer>(await _files.AnswerAsync(Request(plan) with { First = 2, Files = files[2..], RequestId = 9 }, asker));
        Assert.Equal((9u, 3, 6L), (offer.RequestId, offer.FileCount, offer.TotalBytes));
        Assert.Empty(offer.Files);

        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await _files.AnswerAsync(new AddPlanFiles { First = 1, Files = files }, asker)).Code);
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await _files.AnswerAsync(Request(plan) with { First = 2, Files = files[2..] }, asker)).Code);
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await _files.AnswerAsync(Request(plan) with { PlanDigest = new byte[16] }, asker)).Code);
        TransferPlan otherGrid = TransferPlan.Create(files, 4096);
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await _files.AnswerAsync(Request(otherGrid), asker)).Code);
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await _files.AnswerAsync(Request(plan) with { IfExists = (UploadPolicy)9 }, asker)).Code);
    }

    [Fact] // CTL-XFER-10
    public async Task One_upload_to_a_name_at_a_time_and_another_connection_of_the_same_command_shares_it()
    {
        TransferPlan plan = PlanOf(("a", 1), ("b", 2));
        var command = Guid.NewGuid();
        Asker ann = AskerOf(1), bob = AskerOf(2);
        TransferOffer first = await OfferAsync(plan, ann, command);
        Assert.Equal(RefusalCode.Busy, await RefusalAsync(PlanOf(("b", 5)), bob));
        Assert.Equal(RefusalCode.Busy, await RefusalAsync(plan, ann));
        TransferOffer second = await OfferAsync(plan, ann, command);
        Assert.NotEqual(first.TransferId, second.TransferId);

        _files.Cancel(ann.Peer.Key, first.TransferId);
        Assert.Equal(RefusalCode.Busy, await RefusalAsync(plan, bob));
        _files.Cancel(ann.Peer.Key, second.TransferId);
        await OfferAsync(plan, bob, command);
    }

    [Fact] // CTL-XFER-10
    public async Task What_a_session_that_is_gone_has_left_gives_way_to_its_user_alone()
    {
        TransferPlan plan = PlanOf(("a", 1));
        Asker ann = AskerOf(1);
        await OfferAsync(plan, ann, Guid.NewGuid());
        ann.Dispose();
        Assert.Equal(RefusalCode.Busy, await RefusalAsync(plan, AskerOf(2)));
        await OfferAsync(plan, AskerOf(1), Guid.NewGuid());
    }

    [Fact] // CTL-XFER-11
    public async Task Another_file_is_in_the_way_unless_its_owner_replaces_it()
    {
        _directory.Write("kept", "the library's");
        _directory.Write("own", "mine");
        await _ledger.FinishAsync("", [new StoredFile("own", ChatWorld.Key(1), 4)]);
        foreach (string name in new[] { "kept", "own" })
            Assert.Equal(RefusalCode.Exists, await RefusalAsync(PlanOf((name, 100)), AskerOf(1)));
        Assert.Equal(RefusalCode.Exists, await RefusalAsync(PlanOf(("kept", 100)), AskerOf(1), UploadPolicy.Overwrite));
        Assert.Equal(RefusalCode.Exists, await RefusalAsync(PlanOf(("own", 100)), AskerOf(2), UploadPolicy.Overwrite));
        await OfferAsync(PlanOf(("own", 100)), AskerOf(1), Guid.NewGuid(), UploadPolicy.Overwrite);
        await OfferAsync(PlanOf(("kept", 100)), AskerOf(1), Guid.NewGuid(), UploadPolicy.Rename);
        Assert.Equal(["the library's", "mine"], new[] { "kept", "own" }.Select(name => File.ReadAllText(_directory[name])));
    }

    [Fact] // CTL-XFER-11
    public async Task Quotas_hold_for_one_and_for_all_and_room_comes_back()
    {
        Assert.Equal(RefusalCode.NoRoom, await RefusalAsync(PlanOf(("a", 6_001)), AskerOf(1)));
        TransferOffer offer = await OfferAsync(PlanOf(("a", 6_000)), AskerOf(1), Guid.NewGuid());
        Assert.Equal(RefusalCode.NoRoom, await RefusalAsync(PlanOf(("b", 1)), AskerOf(1)));
        Assert.Equal(RefusalCode.NoRoom, await RefusalAsync(PlanOf(("b", 4_001)), AskerOf(2)));
        _files.Cancel(ChatWorld.Key(1), offer.TransferId);
        Assert.Equal(0, _ledger.Total);
        await OfferAsync(PlanOf(("b", 4_001)), AskerOf(2), Guid.NewGuid());
    }

    [Fact]
    public async Task What_was_removed_by_hand_counts_no_more()
    {
        await _ledger.FinishAsync("", [new StoredFile("gone", ChatWorld.Key(1), 6_000)]);
        await OfferAsync(PlanOf(("a", 6_000)), AskerOf(1), Guid.NewGuid());
        Assert.Equal(["gone"], _store.Removed);
    }

    [Fact]
    public async Task What_nobody_continues_expires()
    {
        TransferPlan plan = PlanOf(("a", 100));
        string journal;
        using (FileSink sink = FileSink.Open(_root, plan, new FileSinkOptions { OwnPartsOnly = true }))
            journal = sink.JournalPath;
        _directory.Write(journal, "");
        Assert.Null(_ledger.TryReserve(new UnfinishedUpload(journal, ChatWorld.Key(1), 100, _time.GetUtcNow().ToUnixTimeMilliseconds())));
        _time.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        await _uploads.SweepAsync();
        Assert.True(File.Exists(_directory[journal]));
        _time.Advance(TimeSpan.FromSeconds(1));
        await _uploads.SweepAsync();
        Assert.False(File.Exists(_directory[journal]));
        Assert.Equal(0, _ledger.Total);
    }

    private FileService Service(UploadDesk? uploads) =>
        new(new Library(_root), new Sha256Index(_root, new NoHashes()), new OfferDesk(_books.Offers, _books.Limits, _time), uploads, null, _books);

    private async Task<TransferOffer> OfferAsync(TransferPlan plan, Asker asker, Guid command, UploadPolicy policy = UploadPolicy.Refuse) =>
        Assert.IsType<TransferOffer>(await _files.AnswerAsync(Request(plan) with { Command = command, IfExists = policy }, asker));

    private async Task<RefusalCode> RefusalAsync(TransferPlan plan, Asker asker, UploadPolicy policy = UploadPolicy.Refuse) =>
        Assert.IsType<Refused>(await _files.AnswerAsync(Request(plan) with { Command = Guid.NewGuid(), IfExists = policy }, asker)).Code;

    private static OpenUpload Request(TransferPlan plan) => new()
    {
        Files = [.. plan.Files],
        PlanDigest = plan.Digest.ToArray(),
        ChunkSize = plan.ChunkSize,
        Transports = TransferTransports.Tcp,
    };

    private static TransferPlan PlanOf(params (string Path, long Size)[] files) =>
        TransferPlan.Create([.. files.Select(file => new PlanFile { Path = file.Path, Size = file.Size })], ChunkSizes.Default);

    private static Asker AskerOf(int key) => new(new Peer(ChatWorld.Key(key), null), _ => { });

    private sealed class NoHashes : IHashStore
    {
        public byte[]? Find(string path, FileIdentity identity) => null;

        public void Save(string path, FileIdentity identity, byte[] sha256)
        {
        }
    }
}
