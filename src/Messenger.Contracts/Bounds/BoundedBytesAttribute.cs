using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>Bytes, at most so many.</summary>
/// <param name="maxBytes">Bytes, at most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundedBytesAttribute(int maxBytes) : MemoryPackCustomFormatterAttribute<BoundedBytesFormatter, byte[]>
{
    /// <inheritdoc/>
    public override BoundedBytesFormatter GetFormatter() => new(maxBytes);
}

/// <summary>Reads and writes bytes as MemoryPack does, and keeps their bound.</summary>
/// <param name="maxBytes">Bytes, at most.</param>
public sealed class BoundedBytesFormatter(int maxBytes) : MemoryPackFormatter<byte[]>
{
    private const int LeastBytes = 1;

    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref byte[]? value)
    {
        if (value is not null && value.Length > maxBytes)
            throw Malformed.Because($"{value.Length} bytes; {maxBytes} is the most.");
        writer.WriteUnmanagedArray(value);
    }

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref byte[]? value)
    {
        if (!WireCount.TryRead(ref reader, maxBytes, LeastBytes, out int count))
        {
            value = null;
            return;
        }

        value = WireBytes.Peek(ref reader, count).ToArray();
        reader.Advance(count);
    }
}
