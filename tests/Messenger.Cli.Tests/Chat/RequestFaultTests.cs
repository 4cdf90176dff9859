using CsCheck;
using Messenger.Cli.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Chat;

/// <summary>A line that is no request is answered with what is wrong in it, and where.</summary>
public sealed class RequestFaultTests
{
    [Theory]
    [InlineData("nonsense", "'o' cannot stand at column 2")]
    [InlineData("hello", "'h' cannot stand at column 1")]
    [InlineData("""{"type":"say" "text":"x"}""", "'\"' cannot stand at column 15")]
    [InlineData("""{"type":"漢👍",}""", "'}' cannot stand at column 14")]
    [InlineData("""{"type":"say","text":"x" """, "it ends at column 26, and the object does not")]
    [InlineData("""{"type":"say","text":"x""", "it ends at column 24, and the object does not")]
    [InlineData("""{} {}""", "'{' cannot stand at column 4")]
    [InlineData("""{"type":"a\x"}""", "'x' cannot stand at column 12")]
    [InlineData("[1]", "it is no object; one begins with {")]
    [InlineData("5", "it is no object; one begins with {")]
    [InlineData("""{"type":"say","text":5}""", "the member text must be a string (column 23)")]
    [InlineData("""{"type":"get","files":"a"}""", "the member files must be a list of strings (column 26)")]
    [InlineData("""{"type":"get","files":["a",5]}""", "the member files[1] must be a string (column 29)")]
    [InlineData("""{"type":"accept","parcel":-1}""", "the member parcel must be a whole number (column 29)")]
    [InlineData("""{"type":"pause","transfer":1.5}""", "the member transfer must be a whole number (column 31)")]
    [InlineData("""{"type":"newcomers","open":"yes"}""", "the member open must be true or false (column 33)")]
    [InlineData("{\"type\":\"a\"\e}", "'\\x1b' cannot stand at column 12")]
    public void It_says_what_and_where(string line, string fault)
    {
        var error = Assert.Throws<UserError>(() => RequestParser.Parse(line, out _));
        Assert.Equal($"this line is not a request: {fault}", error.Message);
    }

    [Fact]
    public void Whatever_comes_the_parser_is_not_quoted() => Gen.OneOf(Gen.String, Gen.String.Select(text => "{\"text\":" + text), Gen.String.Select(text => $"{{\"type\":\"{text}\"")).Sample(line =>
    {
        try
        {
            RequestParser.Parse(line, out _);
        }
        catch (UserError e)
        {
            Assert.DoesNotContain("BytePositionInLine", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", e.Message, StringComparison.Ordinal);
        }
    });
}
