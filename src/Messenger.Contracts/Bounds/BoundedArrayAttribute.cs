using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>An array of at most so many objects: its count is checked before anything is allocated for it.</summary>
/// <param name="maxCount">Items, at most.</param>
/// <typeparam name="T">The items' type, a version-tolerant one.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundedArrayAttribute<T>(int maxCount) : MemoryPackCustomFormatterAttribute<BoundedArrayFormatter<T>, T[]>
    where T : class, IMemoryPackable<T>
{
    /// <inheritdoc/>
    public override BoundedArrayFormatter<T> GetFormatter() => new(maxCount);
}

/// <summary>Reads and writes an array as MemoryPack does, and keeps its bound.</summary>
/// <param name="maxCount">Items, at most.</param>
/// <typeparam name="T">The items' type, a version-tolerant one.</typeparam>
public sealed class BoundedArrayFormatter<T>(int maxCount) : MemoryPackFormatter<T[]>
    where T : class, IMemoryPackable<T>
{
    private const int LeastBytes = 1;

    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref T[]? value)
    {
        if (!WireCount.TryWrite(ref writer, value, maxCount))
            return;
        foreach (T item in value)
            writer.WritePackable(item ?? throw Malformed.Because("An array has an item that is missing."));
    }

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref T[]? value)
    {
        if (!WireCount.TryRead(ref reader, maxCount, LeastBytes, out int count))
        {
            value = null;
            return;
        }

        var items = new T[count];
        for (int i = 0; i < count; i++)
            items[i] = ObjectLayout.Read<T>(ref reader) ?? throw Malformed.Because("An array has an item that is missing.");
        value = items;
    }
}
