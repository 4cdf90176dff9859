using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>An array of at most so many items: its count is checked before anything is allocated for it.</summary>
/// <param name="maxCount">Items, at most.</param>
/// <typeparam name="T">The items' type.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundedArrayAttribute<T>(int maxCount) : MemoryPackCustomFormatterAttribute<BoundedArrayFormatter<T>, T[]>
{
    /// <inheritdoc/>
    public override BoundedArrayFormatter<T> GetFormatter() => new(maxCount);
}

/// <summary>Reads and writes an array as MemoryPack does, and keeps its bound.</summary>
/// <param name="maxCount">Items, at most.</param>
/// <typeparam name="T">The items' type.</typeparam>
public sealed class BoundedArrayFormatter<T>(int maxCount) : MemoryPackFormatter<T[]>
{
    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref T[]? value)
    {
        if (value is not null)
            Check(value.Length);
        writer.WriteArray(value);
    }

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref T[]? value)
    {
        // A copy of the reader looks ahead, so that the count is known before the array exists.
        MemoryPackReader ahead = reader;
        if (ahead.TryReadCollectionHeader(out int count))
            Check(count);
        value = reader.ReadArray<T>()!;
        if (value is null || typeof(T).IsValueType)
            return;
        foreach (T item in value)
        {
            if (item is null)
                throw new MemoryPackSerializationException("An array has an item that is missing.");
        }
    }

    private void Check(int count)
    {
        if (count > maxCount)
            throw new MemoryPackSerializationException($"An array has {count} items; {maxCount} is the most.");
    }
}
