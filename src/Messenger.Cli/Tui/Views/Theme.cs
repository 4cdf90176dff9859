using System.Globalization;
using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Messenger.Cli.Tui.Views;

/// <summary>How many colours the terminal has, or may show.</summary>
internal enum ColorDepth
{
    /// <summary>None: bold, dim and reversed say the same.</summary>
    None,
    Sixteen,
    TwoHundredAndFiftySix,
}

/// <summary>
/// How the pieces of a row look: for every style an attribute of Terminal.Gui, and for every attribute the sequence that a terminal takes. The
/// terminal's own ground and text colour are never changed, so that it is legible on light and on dark.
/// </summary>
internal sealed class Theme
{
    // Of the 256: neither near black nor near white, and no red, which is for errors.
    private static readonly byte[] NameColors256 =
    [
        31, 32, 33, 35, 36, 37, 38, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 97, 98, 99, 100, 103, 104, 105, 106, 107, 108,
        130, 132, 133, 134, 135, 136, 137, 139, 140, 141, 142, 165, 166, 169, 170, 171, 172, 173, 175, 176, 177, 178, 208, 214,
    ];

    private static readonly byte[] NameColors16 = [2, 3, 4, 5, 6, 10, 12, 13, 14];

    private readonly Dictionary<Attribute, string> _sequences = [];
    private readonly Dictionary<SpanStyle, Attribute> _styles = [];
    private readonly Attribute[] _names;

    /// <summary>A theme for a terminal.</summary>
    public Theme(ColorDepth depth)
    {
        var rich = depth == ColorDepth.TwoHundredAndFiftySix;
        byte? Pick(byte of16, byte of256) => depth switch { ColorDepth.None => null, ColorDepth.Sixteen => of16, _ => of256 };
        _styles[SpanStyle.Plain] = Add(null, TextStyle.None);
        _styles[SpanStyle.Dim] = Add(null, TextStyle.Faint);
        _styles[SpanStyle.Notice] = Add(null, TextStyle.Faint);
        _styles[SpanStyle.Place] = Add(Pick(6, 37), TextStyle.None);
        _styles[SpanStyle.Mention] = Add(Pick(3, 178), TextStyle.Bold);
        _styles[SpanStyle.Error] = Add(Pick(1, 160), depth == ColorDepth.None ? TextStyle.Bold : TextStyle.None);
        _styles[SpanStyle.Strong] = Add(null, TextStyle.Bold);
        _styles[SpanStyle.Accent] = Add(Pick(6, 37), depth == ColorDepth.None ? TextStyle.Bold : TextStyle.None);
        _styles[SpanStyle.Match] = Add(Pick(3, 178), TextStyle.Reverse);
        _names = depth == ColorDepth.None ? [Add(null, TextStyle.Bold)] : [.. (rich ? NameColors256 : NameColors16).Select(c => Add(c, TextStyle.None))];
    }

    /// <summary>Text that is nothing special, and empty places.</summary>
    public Attribute Normal => _styles[SpanStyle.Plain];

    /// <summary>What the environment says the terminal can do.</summary>
    /// <param name="color">Colours are wanted at all.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static ColorDepth DepthOf(bool color, Func<string, string?> environment)
    {
        if (!color)
            return ColorDepth.None;
        var rich = (environment("TERM") ?? "").Contains("256color", StringComparison.Ordinal) || environment("COLORTERM") is "truecolor" or "24bit";
        return rich ? ColorDepth.TwoHundredAndFiftySix : ColorDepth.Sixteen;
    }

    /// <summary>How a piece looks.</summary>
    public Attribute Of(Span span, bool selected)
    {
        var attribute = span.Style == SpanStyle.Name ? _names[Ansi.HashOf(span.Text) % (uint)_names.Length] : _styles[span.Style];
        return selected ? attribute with { Style = attribute.Style | TextStyle.Reverse } : attribute;
    }

    /// <summary>The sequence that makes a terminal draw so; it undoes what was before.</summary>
    public string SequenceOf(Attribute attribute) => _sequences.GetValueOrDefault(attribute, Ansi.Reset);

    private Attribute Add(byte? color, TextStyle style)
    {
        // The colour in the attribute only tells the attributes apart: the terminal gets the number.
        var attribute = new Attribute(color is { } number ? new Color(1, number, 0) : Color.None, Color.None, style);
        foreach (var look in (Attribute[])[attribute, attribute with { Style = style | TextStyle.Reverse }])
            _sequences[look] = Sequence(color, look.Style);
        return attribute;
    }

    private static string Sequence(byte? color, TextStyle style)
    {
        var codes = "0";
        if (style.HasFlag(TextStyle.Bold))
            codes += ";1";
        if (style.HasFlag(TextStyle.Faint))
            codes += ";2";
        if (style.HasFlag(TextStyle.Reverse))
            codes += ";7";
        codes += color switch
        {
            null => "",
            < 8 => string.Create(CultureInfo.InvariantCulture, $";{30 + color}"),
            < 16 => string.Create(CultureInfo.InvariantCulture, $";{82 + color}"),
            _ => string.Create(CultureInfo.InvariantCulture, $";38;5;{color}"),
        };
        return $"\e[{codes}m";
    }
}
