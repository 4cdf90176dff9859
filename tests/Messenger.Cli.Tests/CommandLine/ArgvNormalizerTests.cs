using CsCheck;
using Messenger.Cli.CommandLine;
using Messenger.Cli.Tests.Fakes;
using Messenger.Platform;

namespace Messenger.Cli.Tests.CommandLine;

public sealed class ArgvNormalizerTests
{
    [Theory]
    [InlineData("say hello, world --to bob", "say --to =bob -- hello, world")]
    [InlineData("say --to bob hello", "say --to =bob -- hello")]
    [InlineData("say --to=bob hello", "say --to =bob -- hello")]
    [InlineData("say hello -- --to bob", "say -- hello --to bob")]
    [InlineData("--host h say x", "say --host =h -- x")]
    [InlineData("--host=h:1 --verbose users", "users --host =h:1 --verbose --")]
    [InlineData("get a b -o out", "get --output =out -- a b")]
    [InlineData("get -oout a", "get --output =out -- a")]
    [InlineData("get -o=out a", "get --output =out -- a")]
    [InlineData("get a -o -", "get --output =- -- a")]
    [InlineData("get a,b,c d", "get -- a,b,c d")]
    [InlineData("ping -c5", "ping --count =5 --")]
    [InlineData("say - --room ops", "say --room =ops -- -")]
    [InlineData("say --to a --to b x", "say --to =b -- x")]
    [InlineData("get -y -q a", "get --yes --quiet -- a")]
    [InlineData("get --output=a=b c", "get --output =a=b -- c")]
    public void Options_stand_before_words(string typed, string expected)
    {
        var result = ArgvNormalizer.Normalize(typed.Split(' '));
        Assert.Equal(expected.Split(' '), result.ToArguments());
    }

    [Fact]
    public void Words_with_blanks_commas_and_nothing_stay_whole()
    {
        string[] words = ["one, two", "", "a,b", " ", "ü\n", "--"];
        var result = ArgvNormalizer.Normalize(["say", "--to", "", "--", .. words]);
        Assert.Equal(words, result.Words);
        Assert.Equal("", result.Options["to"]);
    }

    [Fact]
    public void Any_words_behind_the_double_dash_come_out_as_they_went_in()
    {
        Gen.String.Array[1, 20].Sample(words => ArgvNormalizer.Normalize(["say", "--", .. words]).Words.SequenceEqual(words));
    }

    [Fact]
    public void Options_may_stand_anywhere_between_the_words()
    {
        var words = Gens.OneOf("a", "b,c", "d e", "").Array[1, 5];
        Gen.Select(words, Gen.Int[0, 5]).Sample((w, at) =>
        {
            var place = Math.Min(at, w.Length);
            var result = ArgvNormalizer.Normalize(["say", .. w[..place], "--to", "bob", .. w[place..], "--me"]);
            return result.Words.SequenceEqual(w) && result.Options["to"] == "bob" && result.Options.ContainsKey("me");
        });
    }

    [Theory]
    [InlineData("usres", "did you mean users?")]
    [InlineData("users --jsn", "did you mean --json?")]
    [InlineData("get a --if-exist x", "did you mean --if-exists?")]
    [InlineData("files --sha", "did you mean --sha256?")]
    [InlineData("users --host", "--host needs a value")]
    [InlineData("say --to --room x y", "--to needs a value")]
    [InlineData("users --json=yes", "--json takes no value")]
    [InlineData("users extra", "takes no word 'extra'")]
    [InlineData("whois a b", "takes no word 'b'")]
    [InlineData("say", "needs TEXT...")]
    [InlineData("--room ops chat", "write msgr chat --room")]
    [InlineData("say -5", "put -- before words that begin with -")]
    [InlineData("get -yq a", "has no option -yq")]
    [InlineData("frobnicate", "there is no command 'frobnicate'; see")]
    public void Mistakes_are_named_and_exit_with_2(string typed, string sentence)
    {
        var error = Assert.Throws<UserError>(() => ArgvNormalizer.Normalize(typed.Split(' ')));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains(sentence, error.Message);
    }

    [Fact]
    public void A_hostile_word_in_an_error_is_shown_harmlessly()
    {
        var error = Assert.Throws<UserError>(() => ArgvNormalizer.Normalize(["\e[2Jx"]));
        Assert.DoesNotContain('\e', error.Message);
    }

    [Theory]
    [InlineData("say --help")]
    [InlineData("get -h --udp")]
    [InlineData("--help whois")]
    [InlineData("help")]
    [InlineData("help help")]
    [InlineData("help get")]
    public void Help_needs_no_words(string typed) => Assert.True(ArgvNormalizer.Normalize(typed.Split(' ')).Help);

    [Fact]
    public void Help_behind_the_double_dash_is_a_word() => Assert.False(ArgvNormalizer.Normalize(["say", "--", "--help"]).Help);
}
