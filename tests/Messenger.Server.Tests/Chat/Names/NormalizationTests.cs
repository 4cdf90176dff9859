using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat.Names;

/// <summary>UAX #15's own conformance test for NFKC and NFKD: a sample always, the whole file where it is installed.</summary>
public sealed class NormalizationTests
{
    [Fact]
    public void The_sample_of_the_conformance_test_holds()
    {
        Assert.Equal(302, Conforming(NormalizationVectors.Lines.Split('\n')));
    }

    [Fact]
    public void The_whole_conformance_test_holds()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("UNICODE_DATA") ?? "/usr/share/unicode", "NormalizationTest.txt.bz2");
        Assert.SkipUnless(File.Exists(file), "Debian's package unicode-data is not installed: only the sample was tested.");
        using var bzcat = Process.Start(new ProcessStartInfo("bzcat", [file]) { RedirectStandardOutput = true })!;
        Assert.True(Conforming(Lines(bzcat.StandardOutput)) > 19_000);
    }

    [Fact]
    public void Every_code_point_alone_is_stable_after_one_pass()
    {
        for (var c = 0; c < 0x110000; c++)
        {
            if (!Rune.TryCreate(c, out var rune))
                continue;
            var once = Normalization.Nfkc(rune.ToString());
            Assert.Equal(once, Normalization.Nfkc(once));
            Assert.Equal(once, Normalization.Nfkc(Normalization.Nfkd(once)));
        }
    }

    [Fact]
    public void Any_text_is_stable_after_one_pass()
    {
        NameGen.AnyText.Sample(text =>
        {
            var once = Normalization.Nfkc(text);
            return Normalization.Nfkc(once) == once && Normalization.Nfkc(Normalization.Nfkd(text)) == once;
        });
    }

    private static int Conforming(IEnumerable<string> lines)
    {
        var count = 0;
        foreach (var line in lines)
        {
            var column = line.Split(';').Take(5).Select(Text).ToArray();
            foreach (var source in column)
            {
                Assert.Equal(column[3], Normalization.Nfkc(source));
                Assert.Equal(column[4], Normalization.Nfkd(source));
            }

            count++;
        }

        return count;
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] is not ('#' or '@'))
                yield return line;
        }
    }

    private static string Text(string codes) =>
        string.Concat(codes.Trim().Split(' ').Select(c => char.ConvertFromUtf32(int.Parse(c, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
