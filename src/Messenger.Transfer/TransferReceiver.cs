using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;

namespace Messenger.Transfer;

/// <summary>
/// The receiving end of one transfer: ranges and messages in; messages out. No socket, task or clock. Not thread-safe. Ranges may come in
/// any order and cut anywhere; each byte that was asked for comes once for each time that it was asked for.
/// </summary>
public sealed class TransferReceiver : IDisposable
{
    /// <summary>Begins a transfer; what is asked for first waits in <see cref="TryGetMessage"/>.</summary>
    /// <param name="sink">Where it goes; not disposed here.</param>
    public TransferReceiver(FileSink sink) => throw new NotImplementedException();

    /// <summary>The plan.</summary>
    public TransferPlan Plan => throw new NotImplementedException();

    /// <summary>How far it is.</summary>
    public TransferProgress Progress => throw new NotImplementedException();

    /// <summary>How it ended; null while it lasts. The last messages may still wait in <see cref="TryGetMessage"/>.</summary>
    public TransferOutcome? Outcome => throw new NotImplementedException();

    /// <summary>The target that somebody has to decide about before the transfer can end; null: none.</summary>
    public FileConflict? Conflict => throw new NotImplementedException();

    /// <summary>Decides about <see cref="Conflict"/>; the next one may follow.</summary>
    /// <param name="answer">What to do.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void Resolve(ConflictAnswer answer) => throw new NotImplementedException();

    /// <summary>Takes bytes of the wire space. What was not asked for ends the transfer.</summary>
    /// <param name="offset">Wire offset.</param>
    /// <param name="data">1 byte or more; valid only during the call.</param>
    public void HandleRange(long offset, ReadOnlySpan<byte> data) => throw new NotImplementedException();

    /// <summary>Takes a whole message of the peer. A malformed one ends the transfer.</summary>
    /// <param name="message">1 to 16,384 bytes.</param>
    public void HandleMessage(ReadOnlySpan<byte> message) => throw new NotImplementedException();

    /// <summary>Gives the next message for the peer.</summary>
    /// <param name="destination">At least 16,384 bytes.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <returns>False: none waits.</returns>
    public bool TryGetMessage(Span<byte> destination, out int length) => throw new NotImplementedException();

    /// <summary>Gives the next range that a message of <see cref="TryGetMessage"/> asked for, for transports that must be told what to expect.</summary>
    /// <param name="range">The range.</param>
    /// <returns>False: none.</returns>
    public bool TryGetExpected(out WireRange range) => throw new NotImplementedException();

    /// <summary>Asks the peer to stop sending.</summary>
    public void Pause() => throw new NotImplementedException();

    /// <summary>Lets the peer send again.</summary>
    public void Resume() => throw new NotImplementedException();

    /// <summary>Ends the transfer and tells the peer.</summary>
    /// <param name="reason">One sentence for people.</param>
    public void Stop(string reason) => throw new NotImplementedException();

    /// <summary>Ends the transfer because the transport failed; nobody is told.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sentence">One sentence for people.</param>
    public void Abort(TransferFailure failure, string sentence) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
