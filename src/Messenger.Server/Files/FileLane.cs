using Messenger.Contracts.Control;

namespace Messenger.Server.Files;

/// <summary>One session's questions about files, answered one after another beside its chat: a disk that is slow delays no ping.</summary>
internal sealed class FileLane(FileService files, Peer peer) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _gone = new();
    private Task _last = Task.CompletedTask;
    private int _waiting;

    /// <summary>Answers a request, some time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reply">Takes the answer.</param>
    /// <returns>False: too many wait.</returns>
    public bool TryRun(ClientFrame request, Action<ServerFrame> reply)
    {
        lock (_gate)
        {
            if (_waiting >= files.Limits.Waiting)
                return false;
            _waiting++;
            _last = RunAsync(_last, request, reply);
            return true;
        }
    }

    /// <summary>The session is gone: what waits is not answered.</summary>
    public void Dispose() => _gone.Cancel();

    private async Task RunAsync(Task before, ClientFrame request, Action<ServerFrame> reply)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (!_gone.IsCancellationRequested)
                reply(await files.AnswerAsync(request, peer, reply, _gone.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Nobody is there to be told.
        }
        finally
        {
            lock (_gate)
                _waiting--;
        }
    }
}
