using Messenger.Transfer.Plan;
using Messenger.Transfer.Source;

namespace Messenger.Transfer;

/// <summary>
/// The sending end of one transfer: messages in; messages and ranges to be sent out. No socket, task or clock. Not thread-safe.
/// A transport takes a range, reads its bytes as often as it needs (a lost part again), and hands over the peer's messages in order.
/// </summary>
public sealed class TransferSender : IDisposable
{
    /// <summary>Begins a transfer.</summary>
    /// <param name="source">What is sent.</param>
    public TransferSender(FileSource source) => throw new NotImplementedException();

    /// <summary>The plan.</summary>
    public TransferPlan Plan => throw new NotImplementedException();

    /// <summary>How far it is.</summary>
    public TransferProgress Progress => throw new NotImplementedException();

    /// <summary>How it ended; null while it lasts. The last messages may still wait in <see cref="TryGetMessage"/>.</summary>
    public TransferOutcome? Outcome => throw new NotImplementedException();

    /// <summary>Takes a whole message of the peer. A malformed one ends the transfer.</summary>
    /// <param name="message">1 to 16,384 bytes.</param>
    public void HandleMessage(ReadOnlySpan<byte> message) => throw new NotImplementedException();

    /// <summary>Gives the next message for the peer.</summary>
    /// <param name="destination">At least 16,384 bytes.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <returns>False: none waits.</returns>
    public bool TryGetMessage(Span<byte> destination, out int length) => throw new NotImplementedException();

    /// <summary>Gives the next range to be sent; false: nothing is wanted now, or the transfer is paused or over.</summary>
    /// <param name="maxLength">Bytes, at most; 1 or more.</param>
    /// <param name="range">The range, to be sent after those given before.</param>
    public bool TryGetRange(int maxLength, out WireRange range) => throw new NotImplementedException();

    /// <summary>Reads bytes of the wire space, of any range that was given out, in any order and as often as needed. In order is cheapest.</summary>
    /// <param name="offset">Wire offset.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>False: the source changed or cannot be read; the transfer has failed, and a message that says so waits.</returns>
    public bool TryRead(long offset, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Stops giving out ranges and tells the peer.</summary>
    public void Pause() => throw new NotImplementedException();

    /// <summary>Gives out ranges again and tells the peer.</summary>
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
