namespace Messenger.Transfer.Plan;

/// <summary>A range of a transfer's wire space: what transports move.</summary>
/// <param name="Offset">First byte, 0 to <see cref="TransferPlan.WireLength"/>.</param>
/// <param name="Length">Bytes, 0 or more.</param>
public readonly record struct WireRange(long Offset, long Length)
{
    /// <summary>The first byte behind the range.</summary>
    public long End => Offset + Length;
}
