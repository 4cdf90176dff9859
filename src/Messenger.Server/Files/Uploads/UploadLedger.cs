using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat;

namespace Messenger.Server.Files.Uploads;

/// <summary>A file that somebody has put here.</summary>
/// <param name="Path">Below the folder of uploads.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct StoredFile(string Path, Fingerprint Owner, long Size);

/// <summary>An upload that has begun and is not done.</summary>
/// <param name="Journal">Its journal, below the folder of uploads.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Size">Bytes that it will have when it is done.</param>
/// <param name="Touched">When somebody was at it last, Unix milliseconds.</param>
internal readonly record struct UnfinishedUpload(string Journal, Fingerprint Owner, long Size, long Touched);

/// <summary>Keeps what was put here beyond the life of the server.</summary>
internal interface IUploadStore
{
    /// <summary>Every file of a folder of uploads.</summary>
    List<StoredFile> LoadFiles();

    /// <summary>Every upload that was begun.</summary>
    List<UnfinishedUpload> LoadUnfinished();

    /// <summary>Keeps an upload that begins or is touched.</summary>
    Task SaveAsync(UnfinishedUpload upload);

    /// <summary>An upload is over: its files are kept instead; there may be none.</summary>
    Task FinishAsync(string journal, IReadOnlyList<StoredFile> files);

    /// <summary>Files that are gone.</summary>
    Task RemoveAsync(IReadOnlyList<string> paths);
}

/// <summary>Who has put what here, and how much: quotas, and whose files may be replaced.</summary>
internal sealed class UploadLedger
{
    private readonly Lock _gate = new();
    private readonly IUploadStore _store;
    private UploadLimits _limits;
    private readonly Dictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnfinishedUpload> _unfinished = new(StringComparer.Ordinal);
    private readonly Dictionary<Fingerprint, long> _perOwner = [];
    private long _total;

    /// <summary>Reads what earlier runs have kept.</summary>
    public UploadLedger(IUploadStore store, UploadLimits limits)
    {
        (_store, _limits) = (store, limits);
        foreach (StoredFile file in store.LoadFiles())
        {
            _files[file.Path] = file;
            Count(file.Owner, file.Size);
        }

        foreach (UnfinishedUpload upload in store.LoadUnfinished())
        {
            _unfinished[upload.Journal] = upload;
            Count(upload.Owner, upload.Size);
        }
    }

    /// <summary>Its bounds. Where they are set anew, what is there already stays.</summary>
    public UploadLimits Limits
    {
        get => _limits;
        set
        {
            lock (_gate)
                _limits = value;
        }
    }

    /// <summary>Bytes that are here, or on their way.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    /// <summary>Whether a file was put here by this user.</summary>
    public bool IsOwn(string path, Fingerprint owner)
    {
        lock (_gate)
            return _files.TryGetValue(path, out StoredFile file) && file.Owner == owner;
    }

    /// <summary>Makes room for an upload, in the books, or says why there is none. What the same journal has taken before is given back.</summary>
    public Refused? TryReserve(UnfinishedUpload upload)
    {
        lock (_gate)
        {
            long before = _unfinished.TryGetValue(upload.Journal, out UnfinishedUpload known) ? known.Size : 0;
            long own = upload.Owner == known.Owner ? before : 0;
            long used = _perOwner.GetValueOrDefault(upload.Owner) - own;
            if (upload.Size > _limits.Quota - (_total - before))
                return Refusals.Of(RefusalCode.NoRoom, $"This server has no room for {ByteSize.Show(upload.Size)}: {ByteSize.Show(Math.Max(0, _limits.Quota - _total + before))} of {ByteSize.Show(_limits.Quota)} are left for uploads; ask its keeper for more.");
            if (upload.Size > _limits.UserQuota - used)
                return Refusals.Of(RefusalCode.NoRoom, $"You have {ByteSize.Show(used)} on this server and may have {ByteSize.Show(_limits.UserQuota)}: {ByteSize.Show(upload.Size)} more are too many; ask its keeper to remove something, or for more.");
            Forget(upload.Journal);
            _unfinished[upload.Journal] = upload;
            Count(upload.Owner, upload.Size);
        }

        _ = _store.SaveAsync(upload);
        return null;
    }

    /// <summary>Somebody was at an upload until now.</summary>
    public void Touch(string journal, long now)
    {
        UnfinishedUpload upload;
        lock (_gate)
        {
            if (!_unfinished.TryGetValue(journal, out upload))
                return;
            upload = upload with { Touched = now };
            _unfinished[journal] = upload;
        }

        _ = _store.SaveAsync(upload);
    }

    /// <summary>An upload is over: these files came of it, or none. Done when that survives the process.</summary>
    public Task FinishAsync(string journal, IReadOnlyList<StoredFile> files)
    {
        lock (_gate)
        {
            Forget(journal);
            foreach (StoredFile file in files)
            {
                if (_files.TryGetValue(file.Path, out StoredFile before))
                    Count(before.Owner, -before.Size);
                _files[file.Path] = file;
                Count(file.Owner, file.Size);
            }
        }

        return _store.FinishAsync(journal, files);
    }

    /// <summary>Uploads that nobody was at since a time, Unix milliseconds.</summary>
    public List<UnfinishedUpload> UntouchedSince(long time)
    {
        lock (_gate)
            return [.. _unfinished.Values.Where(upload => upload.Touched <= time)];
    }

    /// <summary>Strikes off files that were removed by other means.</summary>
    /// <param name="isThere">Whether a path is still a file.</param>
    public void Audit(Func<string, bool> isThere)
    {
        StoredFile[] all;
        lock (_gate)
            all = [.. _files.Values];
        StoredFile[] gone = [.. all.Where(file => !isThere(file.Path))];
        if (gone.Length == 0)
            return;
        lock (_gate)
        {
            foreach (StoredFile file in gone)
            {
                if (_files.Remove(file.Path))
                    Count(file.Owner, -file.Size);
            }
        }

        _ = _store.RemoveAsync([.. gone.Select(file => file.Path)]);
    }

    private void Forget(string journal)
    {
        if (_unfinished.Remove(journal, out UnfinishedUpload upload))
            Count(upload.Owner, -upload.Size);
    }

    private void Count(Fingerprint owner, long bytes)
    {
        _total += bytes;
        _perOwner[owner] = _perOwner.GetValueOrDefault(owner) + bytes;
    }
}
