using CsCheck;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;

namespace Messenger.Cli.Tests.Terminal;

public sealed class TextWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("ü", 1)]
    [InlineData("u\u0308", 1)]
    [InlineData("漢字", 4)]
    [InlineData("ｆｕｌｌ", 8)]
    [InlineData("한글", 4)]
    [InlineData("👍", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("👩‍🚀", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("❤️", 2)]
    [InlineData("❤", 1)]
    [InlineData("│", 1)]
    [InlineData("עברית", 5)]
    public void Columns_are_those_of_a_terminal(string text, int columns) => Assert.Equal(columns, TextWidth.Of(text));

    [Theory]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("漢字漢", 4, "漢…")]
    [InlineData("漢字漢", 5, "漢字…")]
    [InlineData("abc", 1, "…")]
    [InlineData("abc", 0, "")]
    public void What_is_too_wide_ends_in_an_ellipsis(string text, int columns, string fitted) => Assert.Equal(fitted, TextWidth.Fit(text, columns));

    [Fact]
    public void Whatever_is_fitted_fits() =>
        Gen.Select(Gens.OneOf("a", "漢", "👩‍🚀", "e\u0301", " ").Array[0, 30].Select(string.Concat), Gen.Int[0, 40])
            .Sample((text, columns) => TextWidth.Of(TextWidth.Fit(text, columns)) <= columns);
}
