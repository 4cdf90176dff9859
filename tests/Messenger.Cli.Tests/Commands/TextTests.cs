using System.Diagnostics;
using CsCheck;
using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Cli.Tests.Fakes;
using Messenger.Contracts;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Commands;

public sealed class TextTests
{
    [Fact]
    public void Long_text_is_cut_between_lines_where_it_can_be()
    {
        var line = new string('x', 1_500);
        Assert.Equal([$"{line}\n{line}", line], MessageText.Split($"{line}\n{line}\n{line}"));
        Assert.Equal([new string('y', 4_000), "y"], MessageText.Split(new string('y', 4_001)));
        Assert.Equal([new string('y', 4_000), "z"], MessageText.Split(new string('y', 4_000) + "\nz"));
        Assert.Empty(MessageText.Split(" \n "));
        Assert.Equal(2, MessageText.Split("e" + new string('\u0301', 4_001)).Count());
    }

    [Fact]
    public void Cuts_lose_nothing_but_line_feeds_and_never_cut_a_character()
    {
        var piece = Gens.OneOf("a", "ü", "👩‍🚀", "\n", "word ", "漢", new string('z', 700));
        piece.Array[1, 400].Sample(pieces =>
        {
            var text = "a" + string.Concat(pieces);
            var cut = MessageText.Split(text).ToArray();
            return cut.All(c => c.Length is > 0 and <= WireLimits.TextLength && !char.IsLowSurrogate(c[0]) && c[0] != '\u200d')
                && string.Concat(cut).Replace("\n", "") == text.Replace("\n", "");
        });
    }

    [Theory]
    [InlineData("plain-1.txt", "plain-1.txt")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("", "''")]
    [InlineData("*.iso", "'*.iso'")]
    [InlineData("$(rm)", "'$(rm)'")]
    [InlineData("a\nb", @"$'a\nb'")]
    public void Words_are_quoted_for_a_shell(string word, string quoted) => Assert.Equal(quoted, ShellQuoting.Quote(word));

    [Fact]
    public void A_shell_reads_the_same_words_again()
    {
        var words = Gen.Char["abc '\"\\$`*?!#&;|<>(){}[]~\t\n"].Array[0, 12].Select(c => new string(c)).Array[1, 6];
        words.Sample(
            w =>
            {
                using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"printf '%s\\0' {ShellQuoting.Join(w)}"]) { RedirectStandardOutput = true })!;
                var output = shell.StandardOutput.ReadToEnd();
                shell.WaitForExit();
                return output == string.Concat(w.Select(x => x + "\0"));
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public async Task Standard_input_has_an_end_and_a_bound()
    {
        Assert.Equal("a\nb", await SayCommand.ReadInputAsync(new StringReader("a\r\nb\n\n"), default));
        Assert.Equal(SayCommand.MostInput, (await SayCommand.ReadInputAsync(new StringReader(new string('x', SayCommand.MostInput)), default)).Length);
        var error = await Assert.ThrowsAsync<UserError>(() => SayCommand.ReadInputAsync(new StringReader(new string('x', SayCommand.MostInput + 1)), default));
        Assert.Equal(ExitCode.Usage, error.Code);
    }

    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 5.0, 1, 3 }, 3)]
    [InlineData(new[] { 4.0, 1, 3, 2 }, 2.5)]
    public void The_median_is_the_middle(double[] values, double median) => Assert.Equal(median, PingCommand.Median(values));
}
