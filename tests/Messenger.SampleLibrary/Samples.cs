namespace Messenger.SampleLibrary;

/// <summary>
/// Files to serve, drawn by code: the same bytes on every machine, playable by any viewer or player, free of anybody's rights.
/// </summary>
public static class Samples
{
    /// <summary>Name of the picture.</summary>
    public const string PictureName = "picture.png";

    /// <summary>Name of the sound.</summary>
    public const string SoundName = "sound.wav";

    /// <summary>Name of the video.</summary>
    public const string VideoName = "video.avi";

    /// <summary>Name of the big file.</summary>
    public const string BigName = "64MiB.bin";

    /// <summary>Size of the big file in bytes.</summary>
    public const int BigSize = 64 << 20;

    /// <summary>Writes all four into a folder, which is made when missing.</summary>
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        Write(folder, PictureName, Picture());
        Write(folder, SoundName, Sound());
        Write(folder, VideoName, Video());
        Write(folder, BigName, Noise(BigSize, seed: 64));
    }

    /// <summary>A PNG of 320 by 200: rings around a centre.</summary>
    public static byte[] Picture() => Png.Encode(Canvas.Rings(320, 200, phase: 0));

    /// <summary>A WAV of two seconds: a chord that fades, 44.1 kHz, mono, 16 bits.</summary>
    public static byte[] Sound() => Wav.Encode(Wav.Chord(TimeSpan.FromSeconds(2), [261.63, 329.63, 392.00]));

    /// <summary>An AVI of two seconds: the rings move outwards; 25 uncompressed frames a second, 160 by 100.</summary>
    public static byte[] Video() =>
        Avi.Encode(Enumerable.Range(0, 50).Select(i => Canvas.Rings(160, 100, i / 50.0)).ToList(), framesPerSecond: 25);

    /// <summary>Bytes that nothing compresses.</summary>
    public static byte[] Noise(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static void Write(string folder, string name, byte[] content) => File.WriteAllBytes(Path.Combine(folder, name), content);
}
