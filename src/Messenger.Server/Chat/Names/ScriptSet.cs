namespace Messenger.Server.Chat.Names;

/// <summary>
/// The scripts in which a character, or a whole name, can be written: UTS #39's augmented script set, where Han, Hiragana
/// and Katakana are all Japanese, Han and Hangul Korean, Han and Bopomofo Chinese; without its admixture of Latin.
/// </summary>
/// <param name="Bits">One bit a script; digits, accents and other common characters have them all.</param>
internal readonly record struct ScriptSet(UInt128 Bits)
{
    /// <summary>Every script.</summary>
    internal static ScriptSet All => new(UInt128.MaxValue);

    /// <summary>Whether no script is left: the characters cannot stand in one name.</summary>
    internal bool IsEmpty => Bits == 0;

    /// <summary>The first script's name in English, such as "Greek".</summary>
    internal string Name => UnicodeTables.ScriptName((int)UInt128.TrailingZeroCount(Bits));

    /// <summary>The scripts that both know.</summary>
    internal ScriptSet And(ScriptSet other) => new(Bits & other.Bits);
}
