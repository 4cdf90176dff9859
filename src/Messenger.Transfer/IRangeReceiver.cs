using Messenger.Transfer.Plan;

namespace Messenger.Transfer;

/// <summary>What a driver does with a receiving end, whatever becomes of the bytes.</summary>
internal interface IRangeReceiver : ITransferEnd
{
    /// <summary>What is received.</summary>
    TransferPlan Plan { get; }

    /// <summary>Takes bytes of the wire space; valid only during the call.</summary>
    /// <returns>True: a chunk is whole, right or wrong, or the transfer is over. There may be something to say, to ask or to show.</returns>
    bool HandleRange(long offset, ReadOnlySpan<byte> data);

    /// <summary>Gets what wakes the driver when there is something new to say that neither a message nor a byte brought about.</summary>
    void Attach(Action wake)
    {
    }

    /// <summary>MSG-5: the sender was asked for the first chunks already, before this end knew the plan. Before anything else is asked for.</summary>
    /// <param name="chunks">How many, 1 or more; 0: there is none.</param>
    void OnBegun(int chunks);

    bool TryGetExpected(out WireRange range);
}
