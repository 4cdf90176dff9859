using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>A bool that is 0 or 1 on the wire: any other byte would be a value that is neither.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StrictBoolAttribute : MemoryPackCustomFormatterAttribute<StrictBoolFormatter, bool>
{
    /// <inheritdoc/>
    public override StrictBoolFormatter GetFormatter() => new();
}

/// <summary>Reads and writes a bool as MemoryPack does, and takes no byte but 0 and 1.</summary>
public sealed class StrictBoolFormatter : MemoryPackFormatter<bool>
{
    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref bool value) =>
        writer.WriteUnmanaged((byte)(value ? 1 : 0));

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref bool value) =>
        // CTL-BODY-8
        value = reader.ReadUnmanaged<byte>() switch
        {
            0 => false,
            1 => true,
            _ => throw Malformed.Because("A bool is neither 0 nor 1."),
        };
}
