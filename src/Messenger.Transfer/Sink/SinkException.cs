namespace Messenger.Transfer.Sink;

/// <summary>A target that cannot be opened or written. Its message is one sentence for people.</summary>
/// <param name="failure">Why.</param>
/// <param name="sentence">What happened, to what.</param>
/// <param name="inner">What the system said.</param>
public sealed class SinkException(TransferFailure failure, string sentence, Exception? inner = null) : IOException(sentence, inner)
{
    /// <summary>Why.</summary>
    public TransferFailure Failure { get; } = failure;

    /// <summary>What is in the way, relative to the target; null: nothing is.</summary>
    public string? InTheWay { get; init; }
}
