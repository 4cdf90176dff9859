using System.Text;

namespace Messenger.Server.Chat.Names;

/// <summary>Counts the marks that stand on one letter, as a name is read from left to right. A mutable value.</summary>
internal struct MarkRun
{
    private Rune _last;
    private bool _onLetter;
    private int _accents;
    private int _marks;

    /// <summary>Takes the next code point.</summary>
    /// <returns>What is wrong with it, if it is a mark.</returns>
    internal NameError Next(Rune rune, CharacterKind kind)
    {
        if (kind is CharacterKind.None or CharacterKind.Letter or CharacterKind.Digit)
        {
            this = default;
            _onLetter = kind == CharacterKind.Letter;
            return NameError.None;
        }

        if (!_onLetter)
            return NameError.LooseMark;

        // The same mark twice is drawn over itself (UTS #39, 5.4).
        var repeated = rune == _last;
        _last = rune;
        _accents += kind == CharacterKind.Accent ? 1 : 0;
        _marks++;
        return repeated || _accents > NameRules.MaxAccents || _marks > NameRules.MaxMarks ? NameError.TooManyMarks : NameError.None;
    }
}
