using Messenger.Server.Files.Uploads;

namespace Messenger.Server.Tests.Files.Uploads;

/// <summary>Remembers uploads as long as the test lasts.</summary>
internal sealed class MemoryUploads : IUploadStore
{
    public List<string> Removed { get; } = [];

    public List<StoredFile> LoadFiles() => [];

    public List<UnfinishedUpload> LoadUnfinished() => [];

    public Task SaveAsync(UnfinishedUpload upload) => Task.CompletedTask;

    public Task FinishAsync(string journal, IReadOnlyList<StoredFile> files) => Task.CompletedTask;

    public Task RemoveAsync(IReadOnlyList<string> paths)
    {
        Removed.AddRange(paths);
        return Task.CompletedTask;
    }
}
