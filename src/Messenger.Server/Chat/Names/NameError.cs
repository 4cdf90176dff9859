namespace Messenger.Server.Chat.Names;

/// <summary>Why a text is no name.</summary>
internal enum NameError : byte
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>There is nothing in it.</summary>
    Empty,

    /// <summary>Over <see cref="NameRules.MaxCharacters"/> characters or <see cref="NameRules.MaxBytes"/> bytes.</summary>
    TooLong,

    /// <summary>A lone surrogate: not Unicode text.</summary>
    NotText,

    /// <summary>A character that is no letter, mark, digit, or one of <c>-_.</c>.</summary>
    ForbiddenCharacter,

    /// <summary>Only <c>-_.</c>.</summary>
    NoLetterOrDigit,

    /// <summary>Begins or ends with <c>-</c> or <c>.</c>.</summary>
    BadEdge,

    /// <summary>A mark that stands on no letter.</summary>
    LooseMark,

    /// <summary>Over <see cref="NameRules.MaxAccents"/> accents or <see cref="NameRules.MaxMarks"/> marks on a letter, or one of them twice.</summary>
    TooManyMarks,

    /// <summary>Letters of scripts that no writing system uses together.</summary>
    MixedScripts,

    /// <summary>Digits of two numbering systems.</summary>
    MixedDigits,

    /// <summary>A room that looks like the lobby and is another.</summary>
    PosesAsLobby,
}
