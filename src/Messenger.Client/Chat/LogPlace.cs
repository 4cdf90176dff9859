namespace Messenger.Client.Chat;

/// <summary>The place of a message in its log.</summary>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Sequence">The number in it, 1 and up; 0: before the first.</param>
public readonly record struct LogPlace(ulong Epoch, long Sequence)
{
    /// <summary>What stands here was said after what stands there; a log of another epoch began when the server had forgotten the one before.</summary>
    /// <param name="there">The other place.</param>
    public bool IsAfter(LogPlace there) => Epoch != there.Epoch || Sequence > there.Sequence;
}
