using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;

namespace Messenger.Transfer.Tests.Support;

/// <summary>A source folder, a target folder and what a test does between them; gone afterwards.</summary>
internal sealed class World : IDisposable
{
    public const int SmallChunk = 4096;

    // In memory where there is such a place: these tests synchronise folders by the thousand, and the disk has other work.
    private const string Memory = "/dev/shm";
    private readonly string _base = Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), "msgr-transfer-" + Guid.NewGuid().ToString("N"));
    private RootedDirectory? _source, _target;

    public World(int seed = 1)
    {
        Random = new Random(seed);
        Directory.CreateDirectory(SourcePath());
        Directory.CreateDirectory(TargetPath());
    }

    public Random Random { get; }

    public RootedDirectory SourceRoot => _source ??= RootedDirectory.Open(SourcePath());

    public RootedDirectory TargetRoot => _target ??= RootedDirectory.Open(TargetPath());

    public string SourcePath(string name = "") => Path.Combine(_base, "source", name);

    public string TargetPath(string name = "") => Path.Combine(_base, "target", name);

    public string OutsidePath(string name = "") => Path.Combine(_base, "outside", name);

    public byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        Random.NextBytes(bytes);
        return bytes;
    }

    public byte[] MakeSource(string name, int length)
    {
        byte[] bytes = Bytes(length);
        Directory.CreateDirectory(Path.GetDirectoryName(SourcePath(name))!);
        File.WriteAllBytes(SourcePath(name), bytes);
        return bytes;
    }

    public void MakeTarget(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(TargetPath(name))!);
        File.WriteAllBytes(TargetPath(name), bytes);
    }

    /// <summary>All files and empty folders of the source, by path.</summary>
    public FileSource OpenSource(int chunkSize = SmallChunk)
    {
        string root = SourcePath();
        IEnumerable<string> files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories);
        IEnumerable<string> folders = Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Where(d => !Directory.EnumerateFileSystemEntries(d).Any());
        SourceEntry[] entries = [.. files.Concat(folders).Select(p => Path.GetRelativePath(root, p)).Order(StringComparer.Ordinal).Select(p => new SourceEntry(p, p))];
        return FileSource.Open(SourceRoot, entries, chunkSize);
    }

    public FileSink OpenSink(TransferPlan plan, FileSinkOptions? options = null) =>
        FileSink.Open(TargetRoot, plan, options ?? new FileSinkOptions { Selection = "test", BootId = "boot 1" });

    /// <summary>Whether the target has what the source has, with times and bits, and nothing else.</summary>
    public void AssertSame()
    {
        string[] want = Names(SourcePath()), got = Names(TargetPath());
        Assert.Equal(want, got);
        foreach (string name in want)
        {
            if (Directory.Exists(SourcePath(name)))
                continue;
            Assert.True(File.ReadAllBytes(SourcePath(name)).AsSpan().SequenceEqual(File.ReadAllBytes(TargetPath(name))), $"'{name}' differs.");
            Assert.Equal(File.GetLastWriteTimeUtc(SourcePath(name)), File.GetLastWriteTimeUtc(TargetPath(name)));
            Assert.Equal(File.GetUnixFileMode(SourcePath(name)) & UnixFileMode.UserExecute, File.GetUnixFileMode(TargetPath(name)) & UnixFileMode.UserExecute);
        }
    }

    public void Dispose()
    {
        _source?.Dispose();
        _target?.Dispose();
        Directory.Delete(_base, recursive: true);
    }

    private static string[] Names(string root) =>
        [.. Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(root, p)).Order(StringComparer.Ordinal)];
}
