using Messenger.Cli.Chat;
using Messenger.Client.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>A download that goes as the test says.</summary>
internal sealed class FakeTransfer(DownloadRequest request, IReadOnlyList<string>? written = null) : ITransfer
{
    private readonly TaskCompletionSource<TransferOutcome> _completion = new();
    private bool _paused;

    public DownloadRequest Request => request;

    public List<string> Calls { get; } = [];

    public TransferProgress Progress { get; set; } = new() { Phase = TransferPhase.Connecting };

    public Task<TransferOutcome> Completion => _completion.Task;

    public bool Pause() => Steer("pause", TransferPhase.Paused);

    public bool Resume() => Steer("resume", TransferPhase.Transferring);

    public void LimitRate(long bytesPerSecond) => Calls.Add($"limit {bytesPerSecond}");

    public void Stop()
    {
        Calls.Add("stop");
        End(ExitCode.Partial, Progress.VerifiedBytes > 0 ? "stopped; what came is kept" : "stopped before anything moved", stoppedHere: true);
    }

    public void End(ExitCode code, string? sentence = null, ulong parcel = 0, Exception? cause = null, bool stoppedHere = false) =>
        _completion.TrySetResult(new() { Resumable = Progress.VerifiedBytes > 0, StoppedHere = stoppedHere, Code = code, Sentence = sentence, Cause = cause, Progress = Progress, Parcel = parcel, FilesWritten = code == ExitCode.Done ? written ?? [.. request.Selections.Select(name => "/home/ada/" + name)] : [] });

    /// <summary>It ends well, with nothing that had to be moved.</summary>
    public void EndWithout(int skipped) => _completion.TrySetResult(new() { Code = ExitCode.Done, Progress = Progress, FilesSkipped = skipped });

    private bool Steer(string call, TransferPhase phase)
    {
        Calls.Add(call);
        Progress = Progress with { Phase = phase };
        var changes = _paused != (phase == TransferPhase.Paused);
        _paused = phase == TransferPhase.Paused;
        return changes;
    }
}
