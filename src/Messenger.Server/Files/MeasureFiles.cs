using System.Globalization;
using System.Numerics;
using Messenger.Platform.Files;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;

namespace Messenger.Server.Files;

/// <summary>
/// Bytes for those who measure their way to this server: files of zeros without a block on the disk, so that the disk has no part in what is measured
/// and nothing else about a transfer is special. Sealed on the wire, zeros are as good as any bytes.
/// </summary>
internal sealed class MeasureFiles : IDisposable
{
    /// <summary>The least and the most that one measurement gets.</summary>
    private const long Least = 64 * 1024, Most = 4L << 30;

    private readonly Lock _gate = new();
    private readonly RootedDirectory _root;

    private MeasureFiles(RootedDirectory root) => _root = root;

    /// <summary>Makes the folder.</summary>
    /// <param name="folder">The server's own; made when missing.</param>
    /// <exception cref="Platform.UserError">It cannot be made.</exception>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static MeasureFiles In(string folder) => new(RootedDirectory.Open(PrivateDirectory.Create(folder)));

    /// <summary>A source of so many bytes, rounded up to a power of two.</summary>
    /// <param name="bytes">More than 0.</param>
    /// <exception cref="IOException">The disk cannot hold even an empty file.</exception>
    public FileSource Open(long bytes)
    {
        long size = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(bytes, Least, Most));
        string name = size.ToString(CultureInfo.InvariantCulture);
        lock (_gate)
        {
            string path = Path.Combine(_root.Path, name);
            if (!File.Exists(path) || new FileInfo(path).Length != size)
            {
                using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
                file.SetLength(size);
            }
        }

        return FileSource.Open(_root, [new SourceEntry(name, "measure")]);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();
}
