namespace Messenger.Transfer.Plan;

/// <summary>XXH3-128 over a plan's chunk size and files: the same digest is the same plan.</summary>
/// <param name="Value">The hash.</param>
public readonly record struct PlanDigest(UInt128 Value)
{
    /// <summary>Bytes of a digest on the wire.</summary>
    public const int Length = 16;

    /// <summary>The 16 bytes as they travel (big endian, as xxhsum prints them).</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToArray"/> wrote.</summary>
    /// <param name="bytes">16 bytes; anything else is no digest.</param>
    /// <param name="digest">The digest.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PlanDigest digest)
    {
        digest = default;
        if (bytes.Length != Length)
            return false;
        digest = new PlanDigest(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", null);
}
