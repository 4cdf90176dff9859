using System.Buffers;
using System.Security.Cryptography;
using Messenger.Transfer.Rooted;

namespace Messenger.Server.Files;

/// <summary>Keeps the SHA-256 of files beyond the life of the server.</summary>
internal interface IHashStore
{
    /// <summary>The SHA-256 of a file in a state; null: not known.</summary>
    byte[]? Find(string path, FileIdentity identity);

    /// <summary>Keeps one, some time soon.</summary>
    void Save(string path, FileIdentity identity, byte[] sha256);
}

/// <summary>SHA-256 on demand: every byte is read once, one file at a time in the whole server, and the result is kept.</summary>
internal sealed class Sha256Index(RootedDirectory root, IHashStore store)
{
    private const int ReadBytes = 1 << 20;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The SHA-256 of a file; empty where it cannot be read, or changed meanwhile.</summary>
    public async ValueTask<byte[]> GetAsync(LibraryFile file, CancellationToken ct)
    {
        if (store.Find(file.Path, file.Status.Identity) is { } known)
            return known;
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (store.Find(file.Path, file.Status.Identity) is { } meanwhile)
                return meanwhile;
            byte[] hash = await Task.Run(() => Compute(file, ct), ct).ConfigureAwait(false);
            if (hash.Length > 0)
                store.Save(file.Path, file.Status.Identity, hash);
            return hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        finally
        {
            _turn.Release();
        }
    }

    private byte[] Compute(LibraryFile file, CancellationToken ct)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = root.OpenRead(file.Path, out FileStatus opened);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            long offset = 0;
            for (int read; (read = RandomAccess.Read(handle, buffer, offset)) > 0; offset += read)
            {
                ct.ThrowIfCancellationRequested();
                hash.AppendData(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        bool unchanged = opened.Identity == file.Status.Identity && root.Stat(file.Path)?.Identity == file.Status.Identity;
        return unchanged ? hash.GetHashAndReset() : [];
    }
}
