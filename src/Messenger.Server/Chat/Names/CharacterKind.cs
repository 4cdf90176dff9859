namespace Messenger.Server.Chat.Names;

/// <summary>What a code point is to a name. The values are those of the generated table.</summary>
internal enum CharacterKind : byte
{
    /// <summary>Not a letter, mark or digit that people write names with today.</summary>
    None,

    /// <summary>A letter, syllable or ideograph.</summary>
    Letter,

    /// <summary>A decimal digit of any numbering system.</summary>
    Digit,

    /// <summary>A mark of one script that takes a place of its own, as Indic vowel signs do.</summary>
    SpacingMark,

    /// <summary>A mark of one script above, below or within its letter.</summary>
    Mark,

    /// <summary>A mark that goes with letters of any script, as the acute accent does.</summary>
    Accent,
}
