using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>The one exception by which a body is refused, read or written.</summary>
internal static class Malformed
{
    public static MemoryPackSerializationException Because(string sentence) => new(sentence);
}
