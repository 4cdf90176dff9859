using Messenger.Platform;
using Messenger.Platform.Files;

namespace Messenger.Cli.Commands;

/// <summary>Standard input as a file: a transfer has to know how long it is, and to read it again where a connection breaks.</summary>
internal sealed class InputSpool : IDisposable
{
    private const string Prefix = "stdin-";
    private const int BufferLength = 128 * 1024;
    private readonly FileLock _held;

    private InputSpool(string path, FileLock held) => (Path, _held) = (path, held);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Reads to the end, and removes what commands that were killed have left.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="directories">Where the cache is.</param>
    /// <param name="cancel">A signal.</param>
    /// <exception cref="UserError">There is no room for it.</exception>
    public static async Task<InputSpool> FillAsync(Stream input, XdgDirectories directories, CancellationToken cancel)
    {
        var folder = PrivateDirectory.Create(directories.Cache);
        RemoveOld(folder);
        var path = System.IO.Path.Combine(folder, Prefix + Guid.NewGuid().ToString("N"));
        var spool = new InputSpool(path, FileLock.Acquire(path + ".lock"));
        try
        {
            // The pool, because a read of a pipe cannot be cancelled: a signal must not wait for it.
            await Task.Run(() => Copy(input, path, cancel), CancellationToken.None).WaitAsync(cancel);
            return spool;
        }
        catch (Exception e)
        {
            spool.Dispose();
            throw e is IOException or UnauthorizedAccessException ? UserError.OnFile("keep what comes from standard input in", path, e, "make room there, or name another place with XDG_CACHE_HOME") : e;
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose()
    {
        File.Delete(Path);
        File.Delete(Path + ".lock");
        _held.Dispose();
    }

    private static void Copy(Stream input, string path, CancellationToken cancel)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = PrivateFile.Mode, BufferSize = 0 });
        var buffer = new byte[BufferLength];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            file.Write(buffer, 0, read);
        }
    }

    private static void RemoveOld(string folder)
    {
        foreach (var held in Directory.EnumerateFiles(folder, Prefix + "*.lock"))
        {
            if (!FileLock.TryAcquire(held, out var free))
                continue;
            File.Delete(held[..^".lock".Length]);
            File.Delete(held);
            free.Dispose();
        }
    }
}
