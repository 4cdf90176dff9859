using System.Text;

namespace Messenger.SampleLibrary;

/// <summary>RIFF WAVE: 44.1 kHz, one channel, 16 bits.</summary>
internal static class Wav
{
    private const int SamplesPerSecond = 44_100;
    private const short BytesPerSample = 2;

    internal static short[] Chord(TimeSpan length, double[] frequencies)
    {
        var samples = new short[(int)(length.TotalSeconds * SamplesPerSecond)];
        for (var i = 0; i < samples.Length; i++)
        {
            var time = (double)i / SamplesPerSecond;
            var sum = frequencies.Sum(f => Math.Sin(2 * Math.PI * f * time)) / frequencies.Length;
            var fade = 1 - (double)i / samples.Length;
            samples[i] = (short)(sum * fade * 0.8 * short.MaxValue);
        }

        return samples;
    }

    internal static byte[] Encode(short[] samples)
    {
        const int formatLength = 16;
        const short pcm = 1, channels = 1;
        var dataLength = samples.Length * BytesPerSample;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(4 + 8 + formatLength + 8 + dataLength);
        writer.Write("WAVEfmt "u8);
        writer.Write(formatLength);
        writer.Write(pcm);
        writer.Write(channels);
        writer.Write(SamplesPerSecond);
        writer.Write(SamplesPerSecond * BytesPerSample * channels);
        writer.Write((short)(BytesPerSample * channels));
        writer.Write((short)(BytesPerSample * 8));
        writer.Write("data"u8);
        writer.Write(dataLength);
        foreach (var sample in samples)
            writer.Write(sample);
        writer.Flush();
        return file.ToArray();
    }
}
