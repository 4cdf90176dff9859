using Messenger.Contracts.Control;
using Messenger.Contracts.Files;

namespace Messenger.Client.Files;

/// <summary>What the server says on the control connection about the end of the transfers that are expected to end.</summary>
/// <param name="time">The clock.</param>
internal sealed class ServerWords(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, TaskCompletionSource<ServerFrame>> _expected = [];

    /// <summary>A transfer begins.</summary>
    public void Expect(ulong transferId)
    {
        lock (_gate)
            _expected[transferId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Takes a frame that came unasked; from any thread.</summary>
    public void Hear(ServerFrame frame)
    {
        var id = frame switch { UploadDone done => done.TransferId, TransferEnded ended => ended.TransferId, _ => 0ul };
        lock (_gate)
        {
            if (_expected.TryGetValue(id, out var waiting))
                waiting.TrySetResult(frame);
        }
    }

    /// <summary>The word about a transfer.</summary>
    /// <param name="transferId">The transfer.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="lost">Ends when it cannot come any more.</param>
    /// <param name="cancel">Nobody wants to know it any more.</param>
    /// <returns>Null: none came.</returns>
    public async Task<ServerFrame?> OfAsync(ulong transferId, TimeSpan patience, Task lost, CancellationToken cancel)
    {
        Task<ServerFrame> word;
        lock (_gate)
            word = _expected[transferId].Task;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(word, lost, Task.Delay(patience, time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        lock (_gate)
            _expected.Remove(transferId);
        return word.IsCompletedSuccessfully ? await word.ConfigureAwait(false) : null;
    }
}
