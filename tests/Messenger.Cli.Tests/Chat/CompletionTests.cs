using Messenger.Cli.Chat;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;

namespace Messenger.Cli.Tests.Chat;

public sealed class CompletionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("msgr-");

    public CompletionTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "my photos"));
        foreach (var name in (string[])["notes.txt", "Notes.md", "my photos/reef one.jpg", "my photos/reef two.jpg", "it's \"both\".txt", "mail's.txt", ".hidden"])
            File.WriteAllText(Path.Combine(_folder.FullName, name), "x");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("/jo", "/join ")]
    [InlineData("bo", "bob: ")]
    [InlineData("hi BO", "bob ")]
    [InlineData("/part o", "ops ")]
    [InlineData("/w", "/who")]
    [InlineData("zz", null)]
    [InlineData("", null)]
    public void Commands_names_and_rooms(string line, string? completed) => Assert.Equal(completed, Find(line)?.Text);

    [Theory]
    [InlineData("/put no", "notes.txt ")] // Case counts.
    [InlineData("/put x No", "Notes.md ")]
    [InlineData("/put my", "\"my photos/")]
    [InlineData("/put \"my ph", "\"my photos/")]
    [InlineData("/put \"my photos/", "\"my photos/reef ")]
    [InlineData("/put 'my photos/reef t", "\"my photos/reef two.jpg\" ")]
    [InlineData("/put ma", "\"mail's.txt\" ")]
    [InlineData("/put it", null)] // No quotation marks hold both of them.
    [InlineData("/put .h", ".hidden ")]
    [InlineData("/put nowhere/", null)]
    [InlineData("/send bob no", "notes.txt ")]
    [InlineData("/send bo", "bob ")]
    [InlineData("/save n", "notes.txt ")]
    [InlineData("/get a -o no", "notes.txt ")]
    public void Paths_of_this_machine(string line, string? completed) => Assert.Equal(completed, Find(line)?.Text);

    [Theory]
    [InlineData("/get d", "docs/a.txt ")]
    [InlineData("/get holi", "\"holiday photos/")]
    [InlineData("/get \"holiday photos/o", "\"holiday photos/one.jpg\" ")]
    [InlineData("/get \"holiday photos/d", "\"holiday photos/deep/down/")]
    [InlineData("/get D", null)]
    [InlineData("/get ", null)]
    public void Files_of_the_server(string line, string? completed) => Assert.Equal(completed, Find(line)?.Text);

    [Fact]
    public void What_is_completed_is_what_the_command_takes()
    {
        const string line = "/put a 'my photos/reef o";
        var found = Find(line)!;
        SlashParser.TryParse(line[..found.Start] + found.Text, BufferKey.Lobby, SlashCommand.OnScreen, out var action, out _);
        Assert.Equal(["a", "my photos/reef one.jpg"], Assert.IsType<PutAction>(action).Paths);
    }

    [Fact]
    public void Where_there_are_several_ways_on_they_are_named()
    {
        Assert.Equal(["reef one.jpg", "reef two.jpg"], Find("/put \"my photos/re")!.Choices);
        Assert.Equal(["/who", "/whois"], Find("/w")!.Choices);
        Assert.Empty(Find("/jo")!.Choices);
    }

    [Theory]
    [InlineData(24, "in x/:  aa  漢字  cc  dd")]
    [InlineData(23, "in x/:  aa  and 3 more")]
    [InlineData(1, "in x/:  aa  and 3 more")]
    public void As_many_are_named_as_there_is_room_for(int columns, string offer) =>
        Assert.Equal(offer, new Completed(0, "", ["aa", "漢字", "cc", "dd"]) { Folder = "x/" }.Offer(columns));

    [Fact]
    public void Of_many_those_that_are_left_out_are_counted()
    {
        var choices = Enumerable.Range(100, 900).Select(number => $"{number}").ToArray();
        Assert.Equal("100  101  102  and 897 more", new Completed(0, "", choices).Offer(30));
    }

    [Theory]
    [InlineData("/get h", "holiday photos/", "one.jpg|two.jpg|deep/")]
    [InlineData("/get \"holiday photos/", "holiday photos/", "one.jpg|two.jpg|deep/")]
    [InlineData("/get \"holiday photos/de", "down/", "a.jpg|b.jpg")]
    [InlineData("/put 'my photos/", "my photos/", "reef one.jpg|reef two.jpg")]
    [InlineData("/w", "", "/who|/whois")]
    public void Names_of_files_are_those_of_one_folder_which_is_named(string line, string folder, string names)
    {
        var found = Find(line)!;
        Assert.Equal((folder, names), (found.Folder, string.Join('|', found.Choices)));
    }

    [Fact]
    public void Who_spoke_and_has_gone_can_be_answered()
    {
        var link = new FakeLink { Past = { FakeLink.Line(BufferKey.Lobby, "zoe", "bye"), FakeLink.Line(BufferKey.Room("ops"), "yan", "hi") } };
        var completion = new Completion(link, SlashCommand.OnScreen, _folder.FullName);
        Assert.Equal("zoe: ", completion.Find("zo", BufferKey.Lobby)!.Text);
        Assert.Null(completion.Find("ya", BufferKey.Lobby));
        Assert.Equal("yan ", completion.Find("/whois y", BufferKey.Room("ops"))!.Text);
        link.Buffers = [.. link.Buffers, new(BufferKey.Private("xaver"), "", 0, true)];
        Assert.Equal("xaver ", completion.Find("/msg x", BufferKey.Lobby)!.Text);
    }

    private Completed? Find(string line) => new Completion(new FakeLink(), SlashCommand.OnScreen, _folder.FullName)
    {
        Files = () => ["docs/a.txt", "holiday photos/one.jpg", "holiday photos/two.jpg", "holiday photos/deep/down/a.jpg", "holiday photos/deep/down/b.jpg"],
    }.Find(line, BufferKey.Lobby);
}
