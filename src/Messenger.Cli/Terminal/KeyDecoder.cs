using System.Buffers;
using System.Text;

namespace Messenger.Cli.Terminal;

/// <summary>
/// Bytes of a terminal in, keys out. Sequences may be cut anywhere between two reads. What lies between the marks of a bracketed paste is
/// one <see cref="Key.Paste"/>, whatever it holds: nothing pasted can act as a key.
/// </summary>
internal sealed class KeyDecoder
{
    /// <summary>Bytes of a paste that are kept; the rest of it is dropped.</summary>
    public const int MaxPaste = 1 << 20;

    private const byte Escape = 0x1b;
    private static readonly byte[] PasteEnd = "\e[201~"u8.ToArray();
    private readonly List<byte> _pending = [];
    private readonly List<byte> _paste = [];
    private bool _pasting;

    /// <summary>Takes bytes and gives the keys that are whole.</summary>
    public IReadOnlyList<KeyPress> Feed(ReadOnlySpan<byte> bytes)
    {
        _pending.AddRange(bytes);
        var keys = new List<KeyPress>();
        var all = _pending.ToArray().AsSpan();
        var at = 0;
        while (at < all.Length)
        {
            var used = _pasting ? TakePaste(all[at..], keys) : TakeKey(all[at..], keys);
            if (used == 0)
                break;
            at += used;
        }

        _pending.RemoveRange(0, at);
        return keys;
    }

    /// <summary>An Escape waits for what follows it.</summary>
    public bool HasLoneEscape => !_pasting && _pending is [Escape];

    /// <summary>An Escape that nothing followed for a while is a key of its own.</summary>
    public KeyPress? TakeLoneEscape()
    {
        if (!HasLoneEscape)
            return null;
        _pending.Clear();
        return new(Key.Escape);
    }

    // Each Take answers how many bytes it used; 0: more are needed.
    private int TakePaste(ReadOnlySpan<byte> bytes, List<KeyPress> keys)
    {
        var end = bytes.IndexOf(PasteEnd);
        var content = end >= 0 ? end : Math.Max(0, bytes.Length - PasteEnd.Length + 1);
        _paste.AddRange(bytes[..Math.Min(content, MaxPaste - _paste.Count)]);
        if (end < 0)
            return content;

        _pasting = false;
        keys.Add(new(Key.Paste, Encoding.UTF8.GetString(_paste.ToArray()).Replace("\r\n", "\n").Replace('\r', '\n')));
        _paste.Clear();
        return end + PasteEnd.Length;
    }

    private int TakeKey(ReadOnlySpan<byte> bytes, List<KeyPress> keys)
    {
        if (bytes[0] == Escape)
            return TakeEscape(bytes, keys);
        if (bytes[0] is < 0x20 or 0x7f)
        {
            keys.Add(new(OfControl(bytes[0])));
            return 1;
        }

        return TakeText(bytes, keys);
    }

    private static int TakeText(ReadOnlySpan<byte> bytes, List<KeyPress> keys)
    {
        var text = new StringBuilder();
        var at = 0;
        while (at < bytes.Length && bytes[at] is >= 0x20 and not 0x7f)
        {
            var status = Rune.DecodeFromUtf8(bytes[at..], out var rune, out var used);
            if (status == OperationStatus.NeedMoreData)
                break;
            text.Append(rune.ToString()); // A byte that is no UTF-8 becomes U+FFFD.
            at += used;
        }

        if (text.Length > 0)
            keys.Add(new(Key.Text, text.ToString()));
        return at;
    }

    private int TakeEscape(ReadOnlySpan<byte> bytes, List<KeyPress> keys)
    {
        if (bytes.Length < 2)
            return 0;
        if (bytes[1] is (byte)'[' or (byte)'O')
            return TakeSequence(bytes, keys);
        if (bytes[1] == Escape)
            return 1; // Escape pressed before another sequence.
        keys.Add(OfAlt(bytes[1]));
        return 2;
    }

    private static KeyPress OfAlt(byte key) => key switch
    {
        (byte)'b' or (byte)'B' => new(Key.WordLeft),
        (byte)'f' or (byte)'F' => new(Key.WordRight),
        (byte)'d' or (byte)'D' => new(Key.KillWordForward),
        0x7f or 0x08 => new(Key.KillWordBack),
        (byte)'\r' or (byte)'\n' => new(Key.NewLine),
        _ when char.IsAsciiLetterOrDigit((char)key) => new(Key.Alt, char.ToLowerInvariant((char)key).ToString()),
        _ => new(Key.None),
    };

    // CSI parameters final, or SS3 final.
    private int TakeSequence(ReadOnlySpan<byte> bytes, List<KeyPress> keys)
    {
        var end = 2;
        while (end < bytes.Length && bytes[end] is >= 0x20 and < 0x40)
            end++;
        if (end == bytes.Length)
            return end > 64 ? end : 0; // No key is that long: drop it.

        var parameters = Encoding.ASCII.GetString(bytes[2..end]);
        if (bytes[end] == '~' && parameters == "200")
            _pasting = true;
        else if (bytes[end] is (byte)'M' or (byte)'m' && parameters.StartsWith('<'))
            keys.Add(new(Key.Mouse, parameters[1..] + (char)bytes[end]));
        else
            keys.Add(bytes[1] == 'O' || bytes[end] == '~' ? OfFunction(parameters, (char)bytes[end]) : new(OfSequence(parameters, (char)bytes[end])));
        return end + 1;
    }

    // F1 to F4 are SS3 P to S, or CSI 11~ to 14~ on old terminals; the numbers of the others have holes.
    private static KeyPress OfFunction(string parameters, char final) => (parameters, final) switch
    {
        (_, >= 'P' and <= 'S') => new(Key.Function, ((char)('1' + final - 'P')).ToString()),
        ("11" or "12" or "13" or "14" or "15", _) => new(Key.Function, parameters[1..]),
        ("17" or "18" or "19", _) => new(Key.Function, ((char)(parameters[1] - 1)).ToString()),
        ("20", _) => new(Key.Function, "9"),
        ("21", _) => new(Key.Function, "10"),
        _ => new(OfSequence(parameters, final)),
    };

    private static Key OfSequence(string parameters, char final)
    {
        var control = parameters.EndsWith(";5", StringComparison.Ordinal);
        var word = parameters.EndsWith(";5", StringComparison.Ordinal) || parameters.EndsWith(";3", StringComparison.Ordinal);
        return final switch
        {
            'A' => Key.Up,
            'B' => Key.Down,
            'C' => word ? Key.WordRight : Key.Right,
            'D' => word ? Key.WordLeft : Key.Left,
            'H' => control ? Key.Oldest : Key.Home,
            'F' => control ? Key.Newest : Key.End,
            'Z' => Key.BackTab,
            '~' => parameters.Split(';')[0] switch
            {
                "1" or "7" => Key.Home,
                "4" or "8" => Key.End,
                "3" => Key.Delete,
                "5" => Key.PageUp,
                "6" => Key.PageDown,
                _ => Key.None,
            },
            _ => Key.None,
        };
    }

    private static Key OfControl(byte control) => control switch
    {
        1 => Key.Home,
        2 => Key.Left,
        4 => Key.EndOfInput,
        5 => Key.End,
        6 => Key.Right,
        8 or 0x7f => Key.Backspace,
        9 => Key.Tab,
        10 or 13 => Key.Enter,
        11 => Key.KillToEnd,
        12 => Key.ClearScreen,
        14 => Key.Next,
        16 => Key.Previous,
        20 => Key.Transpose,
        21 => Key.KillToStart,
        23 => Key.KillWordBack,
        25 => Key.Yank,
        _ => Key.None,
    };
}
