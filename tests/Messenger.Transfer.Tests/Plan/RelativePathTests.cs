using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Tests.Plan;

public sealed class RelativePathTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData(".")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u001b[31mb")]
    [InlineData("a\u0085b")]
    [InlineData("gpj\u202etxt.exe")]
    [InlineData("a\u2066b")]
    [InlineData("a\u200fb")]
    [InlineData("a\u2028b")]
    public void A_name_that_leads_out_or_deceives_is_not_safe(string path) => Assert.False(RelativePath.IsSafe(path));

    [Fact]
    public void Half_a_character_is_not_safe() => Assert.False(RelativePath.IsSafe("a" + (char)0xD800 + "b"));

    [Theory]
    [InlineData("a")]
    [InlineData("a/b/c.txt")]
    [InlineData("...")]
    [InlineData("..a/b..")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("-rf")]
    [InlineData("日本語/Ωmega.txt")]
    [InlineData("C:\\x")]
    public void A_name_that_is_only_odd_is_safe(string path) => Assert.True(RelativePath.IsSafe(path));

    [Fact]
    public void A_part_has_255_bytes_at_most_and_a_path_4096()
    {
        Assert.True(RelativePath.IsSafe(new string('a', 255)));
        Assert.False(RelativePath.IsSafe(new string('a', 256)));
        Assert.False(RelativePath.IsSafe(new string('a', 300)));
        Assert.False(RelativePath.IsSafe(new string('é', 128)));
        string longest = string.Join('/', Enumerable.Repeat(new string('a', 255), 16));
        Assert.Equal(4095, longest.Length);
        Assert.True(RelativePath.IsSafe(longest));
        Assert.False(RelativePath.IsSafe(longest + "/b"));
    }

    [Fact]
    public void The_part_of_a_long_name_is_short_enough_and_names_do_not_share_one()
    {
        string a = PartNames.Part("folder/" + new string('x', 254) + "a"), b = PartNames.Part("folder/" + new string('x', 254) + "b");
        Assert.NotEqual(a, b);
        Assert.True(RelativePath.IsSafe(PartNames.Journal(a)));
        Assert.StartsWith("folder/", a, StringComparison.Ordinal);
        Assert.Equal("folder/short.txt.part", PartNames.Part("folder/short.txt"));
        Assert.True(RelativePath.IsSafe(PartNames.Journal(PartNames.Part(new string('é', 127)))));
    }
}
