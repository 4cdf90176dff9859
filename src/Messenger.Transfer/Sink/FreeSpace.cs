using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Sink;

/// <summary>Whether the disk has room for what is missing, asked before the first byte.</summary>
internal static class FreeSpace
{
    /// <exception cref="SinkException">It has not.</exception>
    public static void Check(RootedDirectory root, long needed)
    {
        // A file system that cannot tell is tried.
        if (root.FreeBytes() is not { } free || needed <= free)
            return;
        throw new SinkException(
            TransferFailure.DiskFull, $"The disk of '{root.Path}' has {Size(free)} free, and {Size(needed)} are missing; make room and run the same command again.");
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => $"{bytes / 1024.0:0.#} KiB",
        < 1024L * 1024 * 1024 => $"{bytes / (1024.0 * 1024):0.#} MiB",
        _ => $"{bytes / (1024.0 * 1024 * 1024):0.##} GiB",
    };
}
