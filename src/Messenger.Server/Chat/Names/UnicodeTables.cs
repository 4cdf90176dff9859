using System.Buffers.Binary;
using System.Text;

namespace Messenger.Server.Chat.Names;

/// <summary>
/// Look-ups in the generated tables of Unicode. They are read where they lie in the program's read-only data, so that
/// nothing is loaded before a name needs it.
/// </summary>
internal static partial class UnicodeTables
{
    private const int RangeBytes = 5;
    private const int KeyBytes = 5;
    private const int PairBytes = 9;

    /// <summary>What <paramref name="rune"/> is in a name, and the scripts that it is written in.</summary>
    internal static (CharacterKind Kind, ScriptSet Scripts) Character(Rune rune)
    {
        var at = Floor(AlphabetBytes, RangeBytes, 3, rune.Value);
        if (at < 0 || AlphabetBytes[at + 3] == 0)
            return (CharacterKind.None, default);
        var set = ScriptSetBytes.Slice(AlphabetBytes[at + 4] * 16, 16);
        return ((CharacterKind)AlphabetBytes[at + 3], new ScriptSet(BinaryPrimitives.ReadUInt128LittleEndian(set)));
    }

    /// <summary>The name of the script with this bit in a <see cref="ScriptSet"/>.</summary>
    internal static string ScriptName(int bit) => Scripts[bit];

    /// <summary>Canonical combining class, 0 for all that does not reorder.</summary>
    internal static byte CombiningClass(Rune rune)
    {
        var at = Floor(CombiningClassBytes, RangeBytes, 3, rune.Value);
        return at < 0 ? (byte)0 : CombiningClassBytes[at + 3];
    }

    /// <summary>The canonical composition of two code points, or null.</summary>
    internal static Rune? Compose(Rune first, Rune second)
    {
        var key = (long)first.Value << 24 | (uint)second.Value;
        var at = Floor(CompositionBytes, PairBytes, 6, key);
        return at >= 0 && Read(CompositionBytes, at, 6) == key ? new Rune((int)Read(CompositionBytes, at + 6, 3)) : null;
    }

    /// <summary>The full compatibility decomposition as UTF-8; empty where the code point stays as it is.</summary>
    internal static ReadOnlySpan<byte> Decomposition(Rune rune) => Find(DecompositionBytes, DecompositionPool, rune);

    /// <summary>The full case folding as UTF-8; empty where the code point stays as it is.</summary>
    internal static ReadOnlySpan<byte> Folding(Rune rune) => Find(FoldingBytes, FoldingPool, rune);

    /// <summary>The decomposed shape as UTF-8; empty where the code point is its own shape.</summary>
    internal static ReadOnlySpan<byte> Shape(Rune rune) => Find(ShapeBytes, ShapePool, rune);

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> pool, Rune rune)
    {
        var at = Floor(keys, KeyBytes, 3, rune.Value);
        if (at < 0 || Read(keys, at, 3) != rune.Value)
            return [];
        var place = BinaryPrimitives.ReadUInt16LittleEndian(keys[(at + 3)..]);
        return pool.Slice(place + 1, pool[place]);
    }

    // The place of the last entry whose key is not above the wanted one, or -1.
    private static int Floor(ReadOnlySpan<byte> table, int entryBytes, int keyBytes, long key)
    {
        var (low, high) = (0, table.Length / entryBytes - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (Read(table, middle * entryBytes, keyBytes) <= key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high * entryBytes;
    }

    private static long Read(ReadOnlySpan<byte> table, int at, int bytes)
    {
        long value = 0;
        foreach (var b in table.Slice(at, bytes))
            value = value << 8 | b;
        return value;
    }
}
