using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Client.Settings;
using Messenger.Client.Tests.Support;
using Messenger.Platform;

namespace Messenger.Client.Tests.Settings;

public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void HowFarOneHasReadIsKeptOfEachServerUserAndConversation()
    {
        var path = _folder.File("state/read_marks");
        var (marks, elsewhere) = (new ReadMarks(path, ServerAddress.Parse("a:1")), new ReadMarks(path, ServerAddress.Parse("b:1")));
        Assert.Empty(marks.Read("ada"));
        Assert.True(marks.TryWrite("ada", new Dictionary<BufferKey, LogPlace> { [BufferKey.Lobby] = new(7, 3), [BufferKey.Private("bob")] = new(5, 1), [ReadMarks.Inbox] = new(5, 2) }));
        Assert.True(elsewhere.TryWrite("ada", new Dictionary<BufferKey, LogPlace> { [BufferKey.Lobby] = new(1, 1) }));
        Assert.True(marks.TryWrite("ada", new Dictionary<BufferKey, LogPlace> { [BufferKey.Lobby] = new(7, 4), [BufferKey.Room("evil name\n")] = new(1, 1) }));
        // Another program was not as far.
        Assert.True(marks.TryWrite("ada", new Dictionary<BufferKey, LogPlace> { [BufferKey.Lobby] = new(7, 2) }));
        Assert.Equal(
            [(BufferKey.Private("bob"), new LogPlace(5, 1)), (ReadMarks.Inbox, new(5, 2)), (BufferKey.Lobby, new(7, 4))],
            marks.Read("ada").Select(m => (m.Key, m.Value)));
        Assert.Equal(new LogPlace(1, 1), elsewhere.Read("ada")[BufferKey.Lobby]);
        Assert.Empty(marks.Read("ben"));
        // A server that has lost its memory counts anew.
        Assert.True(marks.TryWrite("ada", new Dictionary<BufferKey, LogPlace> { [BufferKey.Lobby] = new(8, 1) }));
        Assert.Equal(new LogPlace(8, 1), marks.Read("ada")[BufferKey.Lobby]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a:1 ada lobby x 3\na:1 ada lobby 7 -3\na:1 ada  7 3\n a:1 ada lobby 7 3")]
    [InlineData("\0\uffff a:1")]
    public void DamagedMarksAreNone(string text)
    {
        File.WriteAllText(_folder.File("read_marks"), text);
        var marks = new ReadMarks(_folder.File("read_marks"), ServerAddress.Parse("a:1"));
        Assert.Empty(marks.Read("ada"));
        Assert.True(marks.TryWrite("ada", new Dictionary<BufferKey, LogPlace> { [BufferKey.Lobby] = new(7, 3) }));
        Assert.Equal(new LogPlace(7, 3), Assert.Single(marks.Read("ada")).Value);
    }

    [Fact]
    public void MarksAreBoundedAndThoseThatWereReadLastStay()
    {
        var marks = new ReadMarks(_folder.File("read_marks"), ServerAddress.Parse("a:1"));
        Assert.True(marks.TryWrite("ada", Enumerable.Range(0, 1_500).ToDictionary(i => BufferKey.Room($"r{i}"), i => new LogPlace(1, i))));
        Assert.True(marks.TryWrite("ada", new Dictionary<BufferKey, LogPlace> { [BufferKey.Lobby] = new(7, 3) }));
        var read = marks.Read("ada");
        Assert.Equal(1_000, read.Count);
        Assert.Contains(BufferKey.Lobby, read.Keys);
        Assert.Contains(BufferKey.Room("r1499"), read.Keys);
    }

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
