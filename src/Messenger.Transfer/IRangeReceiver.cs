using Messenger.Transfer.Plan;

namespace Messenger.Transfer;

/// <summary>What a driver does with a receiving end, whatever becomes of the bytes.</summary>
internal interface IRangeReceiver : ITransferEnd
{
    void HandleRange(long offset, ReadOnlySpan<byte> data);

    bool TryGetExpected(out WireRange range);
}
