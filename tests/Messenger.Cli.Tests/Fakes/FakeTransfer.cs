using Messenger.Cli.Chat;
using Messenger.Client.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>A download that goes as the test says.</summary>
internal sealed class FakeTransfer(DownloadRequest request) : ITransfer
{
    private readonly TaskCompletionSource<TransferOutcome> _completion = new();

    public DownloadRequest Request => request;

    public List<string> Calls { get; } = [];

    public TransferProgress Progress { get; set; } = new() { Phase = TransferPhase.Connecting };

    public Task<TransferOutcome> Completion => _completion.Task;

    public void Pause()
    {
        Calls.Add("pause");
        Progress = Progress with { Phase = TransferPhase.Paused };
    }

    public void Resume()
    {
        Calls.Add("resume");
        Progress = Progress with { Phase = TransferPhase.Transferring };
    }

    public void LimitRate(long bytesPerSecond) => Calls.Add($"limit {bytesPerSecond}");

    public void Stop()
    {
        Calls.Add("stop");
        End(ExitCode.Partial, "stopped; what came is kept");
    }

    public void End(ExitCode code, string? sentence = null, ulong parcel = 0, Exception? cause = null) =>
        _completion.TrySetResult(new() { Code = code, Sentence = sentence, Cause = cause, Progress = Progress, Parcel = parcel, FilesWritten = code == ExitCode.Done ? [.. request.Selections.Select(name => "/home/ada/" + name)] : [] });
}
