using Messenger.Transfer.Sink;

namespace Messenger.Transfer;

/// <summary>The steering wheel of one running transfer: safe to use from any thread, at any moment.</summary>
public sealed class TransferControl
{
    /// <summary>Silence of the peer after which a transfer counts as stalled, where nothing else is said.</summary>
    public static readonly TimeSpan DefaultIdleLimit = TimeSpan.FromSeconds(30);

    /// <summary>Silence of the peer after which the transfer ends with <see cref="TransferFailure.Stall"/>.</summary>
    public TimeSpan IdleLimit { get; init; } = DefaultIdleLimit;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Decides about a target whose name is taken by another file, with <see cref="IfExists.Ask"/>; null: refused.</summary>
    public Func<FileConflict, ValueTask<ConflictAnswer>>? OnConflict { get; init; }

    /// <summary>How far it is.</summary>
    public TransferProgress Progress => throw new NotImplementedException();

    /// <summary>Stops the bytes until <see cref="Resume"/>; the connection stays.</summary>
    public void Pause() => throw new NotImplementedException();

    /// <summary>Lets the bytes go on.</summary>
    public void Resume() => throw new NotImplementedException();

    /// <summary>Ends the transfer cleanly; part and journal are kept. The peer is told.</summary>
    /// <param name="reason">One sentence for people, at the other end too.</param>
    public void Stop(string reason) => throw new NotImplementedException();

    /// <summary>Asks once, with the bytes paused, when so much is verified; no ends the transfer with <see cref="TransferEnd.Declined"/>.</summary>
    /// <param name="fraction">0 to 1. Where a resumed transfer is already beyond it, it asks at once.</param>
    /// <param name="ask">Asks.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public void AskAt(double fraction, Func<ValueTask<bool>> ask) => throw new NotImplementedException();
}
