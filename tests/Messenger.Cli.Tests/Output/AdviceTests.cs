using Messenger.Cli.Output;
using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Output;

/// <summary>The server says what happened; what to do is said in the words of where the person is.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData(RefusalCode.NoSuchFile, "the library has no x; msgr files lists what there is", "the library has no x; /files lists what there is")]
    [InlineData(RefusalCode.NoSuchParcel, "the library has no x; msgr get --inbox --list and msgr send --list name those that there are", "the library has no x; /inbox lists those that there are")]
    [InlineData(RefusalCode.SecretNeeded, "the library has no x; give it with --secret-file FILE, or use an invitation that has it", "the library has no x")]
    [InlineData(RefusalCode.NameTaken, "the library has no x", "the library has no x")]
    public void A_refusal_names_what_is_there(RefusalCode code, string inShell, string inChat)
    {
        const string said = "The library has no x.";
        var error = new UserError(ExitCode.NotFound, said, new RefusedException(code, said));
        Assert.Equal(inShell, Failure.Of(error, ExitCode.Done).Sentence);
        // As at the end of a transfer.
        Assert.Equal(inShell, Failure.Of(new UserError(ExitCode.NotFound, said, error), ExitCode.Done).Sentence);
        Assert.Equal(inChat, Advice.InChat(said, error));
    }

    [Fact]
    public void What_nobody_refused_is_told_as_it_is() => Assert.Equal("it broke", Advice.InChat("It broke.", new IOException()));
}
