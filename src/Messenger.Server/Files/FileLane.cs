using Messenger.Contracts.Control;

namespace Messenger.Server.Files;

/// <summary>One session's questions about files, answered one after another beside its chat: a disk that is slow delays no ping.</summary>
internal sealed class FileLane(FileService files, Asker asker)
{
    private readonly Lock _gate = new();
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

    private async Task RunAsync(Task before, ClientFrame request, Action<ServerFrame> reply)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            // When the session is gone, what waits is not answered.
            if (!asker.Gone.IsCancellationRequested)
                reply(await files.AnswerAsync(request, asker).ConfigureAwait(false));
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
