using Messenger.Client.Settings;
using Messenger.Client.Tests.Support;
using Messenger.Platform;

namespace Messenger.Client.Tests.Settings;

public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("o:1", "e:1", "l:1", "o:1", ChoiceSource.Option)]
    [InlineData(null, "e:1", "l:1", "e:1", ChoiceSource.Environment)]
    [InlineData(null, null, "l:1", "l:1", ChoiceSource.LastUsed)]
    [InlineData(null, null, null, "localhost:55000", ChoiceSource.Default)]
    [InlineData("", " ", "", "localhost:55000", ChoiceSource.Default)]
    public void TheServerIsTheOptionsElseTheEnvironmentsElseTheLastElseThisMachine(string? option, string? variable, string? last, string server, ChoiceSource from)
    {
        var choice = ConnectionChoice.Resolve(option, "u", name => name == "MSGR_HOST" ? variable : null, new LastUsed(last, null), "login");
        Assert.Equal((server, from), (choice.Server.ToString(), choice.ServerFrom));
    }

    [Theory]
    [InlineData("o", "e", "l", "o", ChoiceSource.Option)]
    [InlineData(null, "e", "l", "e", ChoiceSource.Environment)]
    [InlineData(null, null, "l", "l", ChoiceSource.LastUsed)]
    [InlineData(null, null, null, "login", ChoiceSource.Default)]
    public void TheNameLikewise(string? option, string? variable, string? last, string name, ChoiceSource from)
    {
        var choice = ConnectionChoice.Resolve(null, option, key => key == "MSGR_USER" ? variable : null, new LastUsed(null, last), "login");
        Assert.Equal((name, from), (choice.UserName, choice.UserFrom));
    }

    [Fact]
    public void WithoutAnyNameOneIsAskedFor() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => ConnectionChoice.Resolve(null, null, _ => null, LastUsed.None, "")).Code);

    [Fact]
    public void AWrongVariableIsNamed() =>
        Assert.Contains("MSGR_HOST", Assert.Throws<UserError>(() => ConnectionChoice.Resolve(null, null, _ => "a b", LastUsed.None, "u")).Message);

    [Fact]
    public void TheLastUsedIsWrittenAndReadAgain()
    {
        var path = _folder.File("state/msgr/last_used");
        Assert.Equal(LastUsed.None, LastUsed.Read(path));
        Assert.True(new LastUsed("[::1]:7", "ann").TryWrite(path));
        Assert.Equal(new LastUsed("[::1]:7", "ann"), LastUsed.Read(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("host \u001b[2J\nuser a\0b")]
    [InlineData("nonsense\n\n\n")]
    public void DamageIsAsNothing(string content)
    {
        var path = _folder.File("last_used");
        File.WriteAllText(path, content);
        Assert.Equal(LastUsed.None, LastUsed.Read(path));
    }

    [Fact]
    public void WhatCannotBeWrittenFailsNoCommand() =>
        Assert.False(new LastUsed("a", "b").TryWrite("/proc/nothing/last_used"));
}
