using Messenger.Server.Files;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;

namespace Messenger.Server.Tests.Files;

public sealed class SourceShelfTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RootedDirectory _root;
    private readonly SourceShelf _shelf = new();

    public SourceShelfTests() => _root = RootedDirectory.Open(_directory.Path);

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Who_fetches_the_same_files_shares_a_source_and_nobody_else_does()
    {
        DateTime time = new(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc);
        foreach (string path in (string[])["x/a", "y/a"])
        {
            _directory.Write(path, "same");
            File.SetLastWriteTimeUtc(_directory[path], time);
        }

        FileSource first = _shelf.Share(Of("x"));
        Assert.Same(first, _shelf.Share(Of("x")));
        // The plan is the same, and the files are not.
        FileSource other = _shelf.Share(Of("y"));
        Assert.Equal(first.Plan.Digest, other.Plan.Digest);
        Assert.NotSame(first, other);

        _directory.Write("y/a", "else");
        File.SetLastWriteTimeUtc(_directory["y/a"], time);
        FileSource changed = _shelf.Share(Of("y"));
        Assert.Equal(other.Plan.Digest, changed.Plan.Digest);
        Assert.NotSame(other, changed);
        Assert.Same(changed, _shelf.Share(Of("y")));
        GC.KeepAlive(first);
        GC.KeepAlive(other);
    }

    private FileSource Of(string folder) => FileSource.Open(_root, [new SourceEntry($"{folder}/a", "a")]);
}
