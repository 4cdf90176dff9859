using System.Text;
using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>A string of at most so many UTF-8 bytes; longer ones cannot be written and are malformed when read.</summary>
/// <param name="maxBytes">UTF-8 bytes, at most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundedStringAttribute(int maxBytes) : MemoryPackCustomFormatterAttribute<BoundedStringFormatter, string>
{
    /// <inheritdoc/>
    public override BoundedStringFormatter GetFormatter() => new(maxBytes);
}

/// <summary>Reads and writes a string as MemoryPack does, and keeps its bound.</summary>
/// <param name="maxBytes">UTF-8 bytes, at most.</param>
public sealed class BoundedStringFormatter(int maxBytes) : MemoryPackFormatter<string>
{
    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref string? value)
    {
        Check(value);
        writer.WriteString(value);
    }

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref string? value)
    {
        // What is read here is bounded by the frame, so the check may follow the read.
        value = reader.ReadString();
        Check(value);
    }

    private void Check(string? value)
    {
        if (value is not null && value.Length > maxBytes / 3 && Encoding.UTF8.GetByteCount(value) > maxBytes)
            throw new MemoryPackSerializationException($"A string is longer than {maxBytes} bytes.");
    }
}
