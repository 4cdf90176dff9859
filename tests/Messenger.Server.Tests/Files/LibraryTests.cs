using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Contracts.Framing;
using Messenger.Platform.Text;
using Messenger.Server.Files;
using Messenger.Server.Tests.Chat;
using Messenger.Testing;
using Messenger.Transfer.Rooted;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Files;

public sealed class LibraryTests : IDisposable
{
    private readonly TemporaryDirectory _outside = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly RootedDirectory _root;
    private readonly FileService _files;
    private readonly CountingHashes _hashes = new();
    private readonly List<string> _log = [];

    public LibraryTests()
    {
        _root = RootedDirectory.Open(_directory.Path);
        var books = new FileBooks(new OfferBook(new FileLimits()), new FileLimits(), new ManualTimeProvider(), NullLogger.Instance);
        _files = new FileService(new Library(_root) { Unserved = new UnservedNames(new ListLog(_log)) }, new Sha256Index(_root, _hashes), new OfferDesk(books.Offers, books.Limits, books.Time), uploads: null, parcels: null, books);
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task What_is_not_for_others_is_not_listed_and_not_served()
    {
        _directory.Write("good.txt");
        _directory.Write("folder/inside.txt");
        _directory.Write(".hidden");
        _directory.Write(".secret/key");
        _directory.Write("big.bin.part");
        _directory.Write("big.bin.part.journal");
        _directory.Write("tab\tname");
        _directory.Write("bidi\u202ename");
        _outside.Write("passwd");
        File.CreateSymbolicLink(_directory["to-file"], "folder/inside.txt");
        File.CreateSymbolicLink(_directory["to-folder"], "folder");
        File.CreateSymbolicLink(_directory["to-outside"], _outside["passwd"]);
        File.CreateSymbolicLink(_directory["to-above"], "../" + Path.GetFileName(_outside.Path) + "/passwd");
        File.CreateSymbolicLink(_directory["absolute-inside"], _directory["good.txt"]);
        File.CreateSymbolicLink(_directory["dangling"], "nothing");
        File.CreateSymbolicLink(_directory["folder/loop"], "..");
        File.CreateSymbolicLink(_directory["to-hidden"], ".hidden");

        string[] listed = await List("");
        Assert.Equal(["folder/inside.txt", "good.txt", "to-file", "to-folder/inside.txt", "to-hidden"], listed);
        foreach (string path in (string[])[".hidden", ".secret/key", ".secret", "big.bin.part", "to-outside", "to-above", "absolute-inside", "../x", "/etc/passwd", "folder/../.hidden"])
        {
            Assert.Empty(await List(path));
            Assert.Equal(RefusalCode.NoSuchFile, Assert.IsType<Refused>(await Open(path)).Code);
        }
    }

    [Fact]
    public async Task What_is_not_served_for_its_name_is_told_to_the_log_once()
    {
        _directory.Write("good.txt");
        _directory.Write(".hidden");
        _directory.Write("folder/bidi\u202ename");
        _directory.Write("esc\e[31m");
        // .NET can neither make nor remove names that are not UTF-8.
        await ShellAsync("mkdir odd; for i in 1 2; do : > \"odd/$(printf 'bad\\377')$i\"; done");
        for (int i = 0; i < 3; i++)
            Assert.Equal(["good.txt"], (await List("")).Where(path => path != "odd"));
        await ShellAsync("rm -r odd");
        Assert.Equal(
            [
                $"Warning '{SafeText.Show("esc\e[31m")}' is not served, for its name has a character that cannot be shown; rename it.",
                $"Warning '{SafeText.Show("folder/bidi\u202ename")}' is not served, for its name has a character that cannot be shown; rename it.",
                "Warning 2 in 'odd' not served, for the name is not UTF-8; rename what is there.",
            ],
            _log.Select(line => line.Trim()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_many_such_names_the_log_hears_that_there_are_more()
    {
        for (int i = 0; i < UnservedNames.Most + 5; i++)
            _directory.Write($"bidi\u202ename{i}");
        await List("");
        await List("");
        Assert.Equal(UnservedNames.Most + 1, _log.Count);
        Assert.Contains("More names than these 100 are not served", _log[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a.txt a/1.txt a/b/2.png a/b/c/3.txt a0 z.png")]
    [InlineData("a", "a/1.txt a/b/2.png a/b/c/3.txt")]
    [InlineData("a/", "a/1.txt a/b/2.png a/b/c/3.txt")]
    [InlineData("a/b", "a/b/2.png a/b/c/3.txt")]
    [InlineData("a/1.txt", "a/1.txt")]
    [InlineData("a/1.txt/", "")]
    [InlineData("*", "a.txt a0 z.png")]
    [InlineData("*.txt", "a.txt")]
    [InlineData("a/*", "a/1.txt")]
    [InlineData("*/*", "a/1.txt")]
    [InlineData("a/**", "a/1.txt a/b/2.png a/b/c/3.txt")]
    [InlineData("**", "a.txt a/1.txt a/b/2.png a/b/c/3.txt a0 z.png")]
    [InlineData("**/*.png", "a/b/2.png z.png")]
    [InlineData("**/*.txt", "a.txt a/1.txt a/b/c/3.txt")]
    [InlineData("a/**/3.*", "a/b/c/3.txt")]
    [InlineData("a/?.txt", "a/1.txt")]
    [InlineData("**/b/**", "a/b/2.png a/b/c/3.txt")]
    [InlineData("nothing*", "")]
    public async Task Patterns_mean_what_people_expect(string pattern, string expected)
    {
        WriteTree();
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), await List(pattern));
    }

    [Fact]
    public async Task A_list_is_live_with_sizes_times_and_types()
    {
        _directory.Write("pic.PNG", new byte[123]);
        File.SetLastWriteTimeUtc(_directory["pic.PNG"], DateTime.UnixEpoch.AddMilliseconds(1_234_567_890_123));
        FileEntry entry = Assert.Single((await Page(new ListFiles())).Files);
        Assert.Equal(("pic.PNG", 123L, 1_234_567_890_123L, "image/png"), (entry.Path, entry.Size, entry.Modified, entry.MediaType));
        File.Delete(_directory["pic.PNG"]);
        Assert.Empty((await Page(new ListFiles())).Files);
    }

    [Fact]
    public async Task Pages_meet_in_ordinal_order_and_each_fits_into_a_frame()
    {
        string folder = string.Join('/', Enumerable.Repeat(new string('\u4e16', 80), 4));
        for (int i = 0; i < 1_300; i++)
            _directory.Write(i % 2 == 0 ? $"{folder}/{i}" : $"short{i % 100}/{i}", "");
        List<string> all = [];
        FilePage page;
        do
        {
            page = await Page(new ListFiles { After = all.LastOrDefault("") });
            Assert.NotEmpty(page.Files);
            ControlCodec.Encode(page);
            all.AddRange(page.Files.Select(f => f.Path));
        }
        while (page.More);
        Assert.Equal(1_300, all.Count);
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
    }

    [Fact]
    public async Task A_sha256_is_computed_once_for_each_state_of_a_file()
    {
        _directory.Write("abc", "abc");
        for (int i = 0; i < 3; i++)
        {
            FileEntry entry = Assert.Single((await Page(new ListFiles { WithSha256 = true })).Files);
            Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(entry.Sha256));
        }

        Assert.Equal(1, _hashes.Saved);
        _directory.Write("abc", "abd");
        await Page(new ListFiles { WithSha256 = true });
        Assert.Equal(2, _hashes.Saved);
        Assert.Empty(Assert.Single((await Page(new ListFiles())).Files).Sha256);
    }

    [Theory]
    [InlineData("a/b/2.png", "2.png")]
    [InlineData("a/b", "b/2.png b/c/3.txt")]
    [InlineData("a/b/", "b/2.png b/c/3.txt")]
    [InlineData("a/**", "1.txt b/2.png b/c/3.txt")]
    [InlineData("**/*.png", "a/b/2.png z.png")]
    [InlineData("z.png a", "z.png a/1.txt a/b/2.png a/b/c/3.txt")]
    [InlineData("a/1.txt a/*.txt", "1.txt")]
    [InlineData("", "a.txt a/1.txt a/b/2.png a/b/c/3.txt a0 z.png")]
    public async Task A_plan_puts_files_where_people_expect_them(string selections, string targets)
    {
        WriteTree();
        TransferOffer offer = Assert.IsType<TransferOffer>(await Open(selections.Split(' ')));
        Assert.Equal(targets.Split(' '), offer.Files.Select(f => f.Path));
        Assert.Equal(offer.TotalBytes, offer.Files.Sum(f => f.Size));
        Assert.Equal(32, offer.Secret.Length);
        Assert.NotEqual(0ul, offer.TransferId);
    }

    [Fact]
    public async Task An_empty_folder_is_planned_where_its_folder_is_fetched()
    {
        _directory.Write("a/1.txt");
        Directory.CreateDirectory(_directory["a/empty"]);
        TransferOffer offer = Assert.IsType<TransferOffer>(await Open("a"));
        Assert.Equal([("a/1.txt", PlanFileAttributes.None), ("a/empty", PlanFileAttributes.Folder)], offer.Files.Select(f => (f.Path, f.Attributes)));
        Assert.Equal(["a/1.txt"], await List("a"));
    }

    [Fact]
    public async Task Two_files_that_would_become_one_are_refused_by_name()
    {
        _directory.Write("x/readme");
        _directory.Write("y/readme");
        Refused refused = Assert.IsType<Refused>(await Open("x/readme", "y/readme"));
        Assert.Equal(RefusalCode.BadRequest, refused.Code);
        Assert.Contains("'x/readme' and 'y/readme'", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<TransferOffer>(await Open("x", "y")).FileCount);
        _directory.Write("z/x");
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await Open("x", "z/x")).Code);
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await Open()).Code);
    }

    [Fact]
    public async Task A_long_plan_is_fetched_in_pages()
    {
        for (int i = 0; i < 2_400; i++)
            _directory.Write($"many/file{i:0000}", "x");
        TransferOffer offer = Assert.IsType<TransferOffer>(await Open("many"));
        Assert.Equal((2_400, WireLimits.FilesPerPage), (offer.FileCount, offer.Files.Length));
        List<string> paths = [.. offer.Files.Select(f => f.Path)];
        while (paths.Count < offer.FileCount)
        {
            var page = Assert.IsType<PlanPage>(await Ask(new FetchPlan { TransferId = offer.TransferId, First = paths.Count }));
            Assert.Equal(paths.Count, page.First);
            paths.AddRange(page.Files.Select(f => f.Path));
        }

        Assert.Equal(Enumerable.Range(0, 2_400).Select(i => $"many/file{i:0000}"), paths);
        Assert.Equal(RefusalCode.BadRequest, Assert.IsType<Refused>(await Ask(new FetchPlan { TransferId = offer.TransferId, First = 2_400 })).Code);
        Assert.Equal(RefusalCode.NoSuchTransfer, Assert.IsType<Refused>(await Ask(new FetchPlan { TransferId = offer.TransferId ^ 1 })).Code);
        Assert.Equal(RefusalCode.NoSuchTransfer, Assert.IsType<Refused>(await Ask(new FetchPlan { TransferId = offer.TransferId }, key: 2)).Code);
    }

    private void WriteTree()
    {
        foreach (string path in (string[])["a.txt", "a/1.txt", "a/b/2.png", "a/b/c/3.txt", "a0", "z.png"])
            _directory.Write(path, path);
    }

    private Task<ServerFrame> Open(params string[] selections) =>
        Ask(new OpenDownload { Selections = selections, Transports = TransferTransports.Tcp });

    private Task<ServerFrame> Ask(ClientFrame request, int key = 1) =>
        _files.AnswerAsync(request, new Asker(new Peer(ChatWorld.Key(key), null), _ => { }));

    private async Task<FilePage> Page(ListFiles request) => Assert.IsType<FilePage>(await Ask(request));

    private async Task ShellAsync(string script)
    {
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = _directory.Path })!;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string[]> List(string pattern) => [.. (await Page(new ListFiles { Pattern = pattern })).Files.Select(f => f.Path)];

    private sealed class CountingHashes : IHashStore
    {
        private readonly Dictionary<(string, FileIdentity), byte[]> _kept = [];

        public int Saved => _kept.Count;

        public byte[]? Find(string path, FileIdentity identity) => _kept.GetValueOrDefault((path, identity));

        public void Save(string path, FileIdentity identity, byte[] sha256) => _kept.Add((path, identity), sha256);
    }
}
