using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>An array of at most so many strings of at most so many bytes each.</summary>
/// <param name="maxCount">Strings, at most.</param>
/// <param name="maxBytes">UTF-8 bytes of each, at most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundedStringArrayAttribute(int maxCount, int maxBytes)
    : MemoryPackCustomFormatterAttribute<BoundedStringArrayFormatter, string[]>
{
    /// <inheritdoc/>
    public override BoundedStringArrayFormatter GetFormatter() => new(maxCount, maxBytes);
}

/// <summary>Reads and writes an array of strings as MemoryPack does, and keeps both bounds.</summary>
/// <param name="maxCount">Strings, at most.</param>
/// <param name="maxBytes">UTF-8 bytes of each, at most.</param>
public sealed class BoundedStringArrayFormatter(int maxCount, int maxBytes) : MemoryPackFormatter<string[]>
{
    private const int LeastBytes = sizeof(int);
    private readonly BoundedStringFormatter _item = new(maxBytes);

    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref string[]? value)
    {
        if (!WireCount.TryWrite(ref writer, value, maxCount))
            return;
        foreach (string item in value)
        {
            string? text = item ?? throw Malformed.Because("An array has an item that is missing.");
            _item.Serialize(ref writer, ref text);
        }
    }

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref string[]? value)
    {
        if (!WireCount.TryRead(ref reader, maxCount, LeastBytes, out int count))
        {
            value = null;
            return;
        }

        var items = new string[count];
        for (int i = 0; i < count; i++)
            items[i] = BoundedStringFormatter.Read(ref reader, maxBytes) ?? throw Malformed.Because("An array has an item that is missing.");
        value = items;
    }
}
