using Messenger.Cli.Output;

namespace Messenger.Cli.Tests.Output;

public sealed class WordingTests
{
    [Theory]
    [InlineData("The name ada is taken; choose another name.", "the name ada is taken; choose another name")]
    [InlineData("You are not in the room ops; join it first.", "you are not in the room ops; join it first")]
    [InlineData("cannot reach chat.example.org", "cannot reach chat.example.org")]
    [InlineData("Ada is offline.", "Ada is offline")]
    [InlineData("TLS failed", "TLS failed")]
    [InlineData("wait ...", "wait ...")]
    [InlineData("", "")]
    public void Sentences_of_others_take_the_form_of_ours(string theirs, string ours) => Assert.Equal(ours, Wording.Of(theirs));
}
