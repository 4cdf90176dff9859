using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>A member that is an object of its own: its layout is checked before it is read.</summary>
/// <typeparam name="T">The member's type, a version-tolerant one.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundedObjectAttribute<T> : MemoryPackCustomFormatterAttribute<BoundedObjectFormatter<T>, T>
    where T : class, IMemoryPackable<T>
{
    /// <inheritdoc/>
    public override BoundedObjectFormatter<T> GetFormatter() => new();
}

/// <summary>Reads and writes an object as MemoryPack does, and checks its layout first.</summary>
/// <typeparam name="T">The object's type, a version-tolerant one.</typeparam>
public sealed class BoundedObjectFormatter<T> : MemoryPackFormatter<T>
    where T : class, IMemoryPackable<T>
{
    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref T? value) =>
        writer.WritePackable(value);

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref T? value) => value = ObjectLayout.Read<T>(ref reader);
}
