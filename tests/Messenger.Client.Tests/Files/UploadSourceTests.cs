using Messenger.Client.Files;
using Messenger.Client.Tests.Support;
using Messenger.Contracts;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Tests.Files;

/// <summary>What is found where an upload is asked for, and under which names it goes.</summary>
public sealed class UploadSourceTests : IDisposable
{
    private readonly TemporaryFolder _desk = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData(null, new[] { "a" }, new[] { "a" })]
    [InlineData("b", new[] { "a" }, new[] { "b" })]
    [InlineData("deep/b", new[] { "a" }, new[] { "deep/b" })]
    [InlineData("/deep/", new[] { "a" }, new[] { "deep/a" })]
    [InlineData("new", new[] { "folder/" }, new[] { "new/empty", "new/x", "new/y/z" })]
    [InlineData(null, new[] { "folder" }, new[] { "folder/empty", "folder/x", "folder/y/z" })]
    [InlineData("in", new[] { "a", "folder/x" }, new[] { "in/a", "in/x" })]
    [InlineData(null, new[] { "./folder/../a", "folder/y" }, new[] { "a", "y/z" })]
    public void Files_keep_their_names_folders_their_trees_and_as_says_where_they_go(string? name, string[] paths, string[] planned)
    {
        Write("a", "folder/x", "folder/y/z");
        Directory.CreateDirectory(_desk.File("folder/empty"));
        using var source = Open(name, paths);
        Assert.Equal(planned, source.Files.Plan.Files.Select(file => file.Path));
        Assert.Empty(_notes);
    }

    [Fact]
    public void Links_special_hidden_and_unfinished_files_are_left_out_and_counted()
    {
        Write("folder/a", "folder/.hidden", "folder/.git/config", "folder/b.part", "folder/b.part.journal");
        File.CreateSymbolicLink(_desk.File("folder/link"), "/etc/passwd");
        File.CreateSymbolicLink(_desk.File("folder/links"), "/etc");
        using var source = Open(null, "folder");
        Assert.Equal(["folder/a"], source.Files.Plan.Files.Select(file => file.Path));
        Assert.Equal(["left out: 4 hidden files and parts, 2 links"], _notes);
    }

    [Fact]
    public void A_folder_that_holds_nothing_that_could_be_sent_goes_as_an_empty_one()
    {
        Write("folder/.hidden");
        using var source = Open(null, "folder");
        Assert.Equal(PlanFileAttributes.Folder, Assert.Single(source.Files.Plan.Files).Attributes);
    }

    [Fact]
    public void What_cannot_be_sent_is_named()
    {
        Write("a", "folder/a", ".hidden", "x.part");
        File.CreateSymbolicLink(_desk.File("link"), _desk.File("a"));
        Write("odd/line\nfeed");
        AssertFails(ExitCode.LocalFile, "nothing does", null, "nothing");
        AssertFails(ExitCode.LocalFile, "link", null, "link");
        AssertFails(ExitCode.LocalFile, "/dev/null", null, "/dev/null");
        AssertFails(ExitCode.LocalFile, "rename", null, "odd");
        AssertFails(ExitCode.Usage, "no name", null, "/");
        AssertFails(ExitCode.Usage, ".hidden", null, ".hidden");
        AssertFails(ExitCode.Usage, "x.part", null, "x.part");
        AssertFails(ExitCode.Usage, "leads elsewhere", "../b", "a");
        AssertFails(ExitCode.Usage, "twice", null, "a", "folder/a");
    }

    [Fact]
    public void A_hidden_file_goes_under_a_name_that_is_not()
    {
        Write(".profile");
        using var source = Open("profile", ".profile");
        Assert.Equal("profile", Assert.Single(source.Files.Plan.Files).Path);
    }

    [Fact] // CTL-REQ-4, CTL-XFER-8
    public void A_plan_is_cut_into_pages_that_fit_into_frames_and_follow_one_another()
    {
        var longest = new string('x', 250);
        foreach (var count in new[] { 1, WireLimits.FilesPerPage, WireLimits.FilesPerPage + 1, 2_000 })
        {
            var plan = TransferPlan.Create([.. Enumerable.Range(0, count).Select(i => new PlanFile { Path = $"{longest}/{i}", Size = 1 })], ChunkSizes.Default);
            var pages = UploadOffers.Pages(plan).ToList();
            Assert.Equal(plan.Files, pages.SelectMany(page => page.Files));
            var next = 0;
            foreach (var (first, files) in pages)
            {
                Assert.Equal(next, first);
                next += files.Length;
                // Written, a frame that is too large is an error (CTL-FRAME-3).
                Assert.NotEmpty(Contracts.Framing.ControlCodec.Encode(new AddPlanFiles { First = first, Files = files }));
            }
        }
    }

    private UploadSource Open(string? name, params string[] paths) =>
        UploadSource.Open(new UploadRequest { Paths = paths, As = name, WorkingDirectory = _desk.Path }, _notes.Add);

    private void AssertFails(ExitCode code, string says, string? name, params string[] paths)
    {
        var error = Assert.Throws<UserError>(() => Open(name, paths));
        Assert.Equal(code, error.Code);
        Assert.Contains(says == "nothing does" ? "does not exist" : says, error.Message, StringComparison.Ordinal);
    }

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_desk.File(name))!);
            File.WriteAllText(_desk.File(name), name);
        }
    }
}
