using System.Text;
using QRCoder;

namespace Messenger.Cli.Output;

/// <summary>A QR code on a terminal: half blocks, so that a module is as wide as it is high.</summary>
internal static class QrCode
{
    /// <summary>Draws a text as a QR code with its quiet zone.</summary>
    /// <param name="text">At most a few hundred characters.</param>
    /// <param name="color">Black on white by escape sequences; else the terminal's own colours are taken for light on dark.</param>
    /// <returns>Lines of equal width.</returns>
    public static IReadOnlyList<string> Draw(string text, bool color)
    {
        using var code = new QRCodeGenerator().CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var lines = new List<string>();
        for (var row = 0; row < modules.Count; row += 2)
        {
            var line = new StringBuilder(color ? "\e[30;107m" : "");
            for (var column = 0; column < modules.Count; column++)
            {
                var upper = modules[row][column];
                // Below the last row of an odd number it is light, as all around.
                var lower = row + 1 < modules.Count && modules[row + 1][column];
                // Without colours a block is the light module.
                line.Append((upper == color, lower == color) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                });
            }

            lines.Add(line.Append(color ? "\e[0m" : "").ToString());
        }

        return lines;
    }

    /// <summary>Columns that a text's code needs.</summary>
    public static int ColumnsOf(IReadOnlyList<string> lines, bool color) => lines[0].Length - (color ? "\e[30;107m\e[0m".Length : 0);
}
