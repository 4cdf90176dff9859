namespace Messenger.Transfer;

/// <summary>The end of one end's state machine.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Failure">Why, where it failed.</param>
/// <param name="Sentence">One sentence for people; empty where it completed.</param>
/// <param name="ByPeer">The other end decided.</param>
public readonly record struct EndOutcome(TransferEnd End, TransferFailure Failure, string Sentence, bool ByPeer)
{
    internal static readonly EndOutcome Completed = new(TransferEnd.Completed, TransferFailure.None, "", false);
}
