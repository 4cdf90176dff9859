using Messenger.Client.Session;

namespace Messenger.Client.Files;

/// <summary>
/// One download from asking to the file in place, over sessions of its own: a chat beside it is not disturbed. When a connection breaks or the
/// server restarts it takes a new offer and goes on from the journal.
/// </summary>
public sealed class TransferJob : IAsyncDisposable
{
    private TransferJob()
    {
    }

    /// <summary>Begins.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="request">What.</param>
    /// <param name="cancel">Stops it as <see cref="Stop"/> does.</param>
    public static TransferJob Start(ClientProfile profile, DownloadRequest request, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Ends when the job has ended, well or not; never fails.</summary>
    public Task<TransferOutcome> Completion => throw new NotImplementedException();

    /// <summary>How far it is; cheap, from any thread.</summary>
    public TransferProgress Progress => throw new NotImplementedException();

    /// <summary>Stops the flow of bytes, keeping the connection.</summary>
    public void Pause() => throw new NotImplementedException();

    /// <summary>Lets the bytes flow again.</summary>
    public void Resume() => throw new NotImplementedException();

    /// <summary>Ends it cleanly with exit 7, keeping parts and journal; a caller that was interrupted uses its own exit code.</summary>
    public void Stop() => throw new NotImplementedException();

    /// <summary>Stops it and waits for its end.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
