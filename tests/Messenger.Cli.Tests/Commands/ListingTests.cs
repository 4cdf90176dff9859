using Messenger.Cli.Commands;
using Messenger.Cli.Tests.Chat;
using Messenger.Cli.Tests.Fakes;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tests.Commands;

public sealed class ListingTests
{
    private static readonly FileEntry Cat = new() { Path = "photos/cat, grey.jpg", Size = 3 << 20, Modified = CommandBench.UtcTime.Now.ToUnixTimeMilliseconds(), MediaType = "image/jpeg" };

    [Fact]
    public void Piped_files_are_one_whole_path_a_line()
    {
        var context = new CommandBench().Context;
        Assert.Equal("photos/cat, grey.jpg", FilesCommand.LineOf(Cat, context));
        Assert.Equal("0102  photos/cat, grey.jpg", FilesCommand.LineOf(Cat with { Sha256 = [1, 2] }, context));
        Assert.Equal("a\\nb", FilesCommand.LineOf(new() { Path = "a\nb" }, context));
        Assert.Equal("a\tb\e", FilesCommand.LineOf(new() { Path = "a\tb\e" }, context));
    }

    [Theory]
    [InlineData(120)]
    [InlineData(40)]
    public void The_table_holds_every_file_and_nothing_that_acts_on_the_terminal(int columns)
    {
        var bench = new CommandBench(outputTerminal: true);
        var writer = new StringWriter();
        var context = new Cli.Output.CommandContext { Output = new MemoryStream(), Input = Stream.Null, Error = writer, OutputIsTerminal = true, Environment = _ => null, Columns = () => columns, Time = new CommandBench.UtcTime() };
        FilesCommand.WriteTable(context, [Cat, new() { Path = TranscriptTests.Hostile, MediaType = "[red]x[/]" }]);
        context.Out.Flush();
        var text = System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Output).ToArray());
        Assert.True(SafeText.IsSafe(text, LayoutCharacters.LineFeeds), text);
        Assert.Contains("3.00 MiB", text);
        Assert.Contains("14:05", text);
        Assert.Equal(columns > 72, text.Contains("image/jpeg"));
        Assert.All(text.Split('\n'), l => Assert.True(Cli.Terminal.TextWidth.Of(l) <= columns, l));
        Assert.Equal("", bench.Error);
    }

    [Fact]
    public void Rooms_are_fields_for_programs_and_columns_for_people()
    {
        RoomSummary[] rooms = [new() { Room = "lobby", MemberCount = 12, Topic = "be\tkind" }, new() { Room = "漢字", MemberCount = 1 }];
        var piped = new CommandBench();
        RoomsCommand.Write(piped.Context, rooms, json: false);
        Assert.Equal("lobby\t12\tbe kind\n漢字\t1\t\n", piped.Out);
        var terminal = new CommandBench(outputTerminal: true);
        RoomsCommand.Write(terminal.Context, rooms, json: false);
        Assert.Equal("lobby     12  be\\tkind\n漢字       1\n", terminal.Out);
    }

    [Fact]
    public void Users_are_names_and_away_is_for_people()
    {
        Member[] members = [new() { Name = "ada" }, new() { Name = "bob", Away = true }, new() { Name = "\e[31mx" }];
        var (piped, terminal, json) = (new CommandBench(), new CommandBench(outputTerminal: true), new CommandBench());
        UsersCommand.Write(piped.Context, "lobby", members, json: false);
        UsersCommand.Write(terminal.Context, "lobby", members, json: false);
        UsersCommand.Write(json.Context, "lobby", members, json: true);
        Assert.Equal("ada\nbob\n\e[31mx\n", piped.Out);
        Assert.Equal("ada\nbob (away)\n\\x1b[31mx\n", terminal.Out);
        Assert.Equal("""{"v":1,"type":"users","room":"lobby","users":[{"name":"ada","away":false},{"name":"bob","away":true},{"name":"\u001b[31mx","away":false}]}""" + "\n", json.Out);
    }
}
