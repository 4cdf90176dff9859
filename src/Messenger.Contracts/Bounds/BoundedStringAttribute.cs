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

/// <summary>Reads and writes a string as MemoryPack does in UTF-8, and keeps its bound.</summary>
/// <param name="maxBytes">UTF-8 bytes, at most.</param>
public sealed class BoundedStringFormatter(int maxBytes) : MemoryPackFormatter<string>
{
    private const int UnknownLength = -1;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref string? value)
    {
        if (value is not null && value.Length > maxBytes / 3 && Encoding.UTF8.GetByteCount(value) > maxBytes)
            throw Malformed.Because($"A string is longer than {maxBytes} bytes.");
        writer.WriteString(value);
    }

    /// <inheritdoc/>
    public override void Deserialize(ref MemoryPackReader reader, scoped ref string? value) => value = Read(ref reader, maxBytes);

    // CTL-BODY-5: MemoryPack's own ReadString trusts both lengths and reads outside of the buffer when they lie.
    internal static string? Read(ref MemoryPackReader reader, int maxBytes)
    {
        int header = reader.ReadUnmanaged<int>();
        if (header == MemoryPackCode.NullCollection)
            return null;
        if (header == 0)
            return "";
        if (header > 0)
            throw Malformed.Because("A string is not in UTF-8.");

        int byteCount = ~header;
        if (byteCount > maxBytes)
            throw Malformed.Because($"A string of {byteCount} bytes; {maxBytes} is the most.");
        int charCount = reader.ReadUnmanaged<int>();
        if (byteCount > reader.Remaining)
            throw Malformed.Because("A string is longer than its frame.");

        string text = Decode(WireBytes.Peek(ref reader, byteCount));
        if (charCount != UnknownLength && charCount != text.Length)
            throw Malformed.Because($"A string of {text.Length} characters says that it has {charCount}.");
        reader.Advance(byteCount);
        return text;
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed.Because("A string has bytes that are not UTF-8.");
        }
    }
}
