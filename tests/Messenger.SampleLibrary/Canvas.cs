namespace Messenger.SampleLibrary;

/// <summary>A picture in memory: rows from top to bottom, three bytes a pixel (red, green, blue).</summary>
public sealed record Canvas(int Width, int Height, byte[] Pixels)
{
    /// <summary>Coloured rings around the centre; a phase from 0 to 1 moves them outwards by one ring.</summary>
    public static Canvas Rings(int width, int height, double phase)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var distance = Math.Sqrt(Square(x - width / 2) + Square(y - height / 2));
                var wave = Math.Cos(2 * Math.PI * (distance / 24 - phase));
                var at = (y * width + x) * 3;
                pixels[at] = (byte)(128 + 127 * wave);
                pixels[at + 1] = (byte)(255 * x / width);
                pixels[at + 2] = (byte)(255 * y / height);
            }
        }

        return new Canvas(width, height, pixels);
    }

    private static double Square(double value) => value * value;
}
