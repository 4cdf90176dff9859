using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;

namespace Messenger.Cli.Tests.Tui;

/// <summary>Files of this machine are chosen on the screen.</summary>
[Collection(ScreenCollection.Name)]
public sealed class LocalPageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("msgr-");

    public LocalPageTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "photos"));
        foreach (var name in (string[])["a report.pdf", "photos/one.jpg", "photos/two.jpg", ".hidden", "film.avi.part", "film.avi.part.journal"])
            File.WriteAllText(Path.Combine(_folder.FullName, name), "12345");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "gone"), "/nowhere");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_is_found_and_put_on_the_server()
    {
        using var bench = new TuiBench(folder: _folder.FullName).LogIn();
        var screen = bench.Function(5).Shows("a report.pdf");
        Assert.Contains("photos/", screen);
        Assert.DoesNotContain(".hidden", screen);
        // No server takes what is only a part.
        Assert.DoesNotContain("film.avi", screen);
        Assert.DoesNotContain("gone", screen);
        bench.Type("repo").Press(Key.Enter).Shows("put it on the server");
        bench.Type("p").Shows("  1 a report.pdf");
        Assert.Equal([Path.Combine(_folder.FullName, "a report.pdf")], Assert.Single(bench.Link.Transfers).Request.Selections);
        // Where it is seen moving.
        bench.Shows("Transfers");
        Assert.Equal(bench.Chat.Transfers, bench.Chat.Page);
    }

    [Fact]
    public void Folders_are_walked_and_several_files_are_marked()
    {
        using var bench = new TuiBench(folder: _folder.FullName).LogIn();
        bench.Enter("/put").Shows("photos/");
        bench.Press(Key.Down).Press(Key.Enter).Shows("open the folder");
        bench.Type("o").Shows("two.jpg");
        bench.Press(Key.Down).Type(" ").Type(" ").Shows("2 marked");
        bench.Press(Key.Enter).Shows("2 files or folders");
        bench.Type("u");
        bench.Until(() => bench.Link.Transfers.Count == 1);
        Assert.Equal(["one.jpg", "two.jpg"], bench.Link.Transfers[0].Request.Selections.Select(Path.GetFileName));
        bench.Function(5).Shows("two.jpg");
        bench.Press(Key.Backspace).Shows("a report.pdf");
        bench.Press(Key.Escape).Shows("\nlobby>");
    }

    [Fact]
    public void Escape_takes_the_filter_away_first_and_Home_and_End_go_through_the_list_without_one()
    {
        using var bench = new TuiBench(folder: _folder.FullName).LogIn();
        bench.Function(5).Shows("a report.pdf");
        bench.Press(Key.End, Key.Enter).Shows("a report.pdf, 5 B");
        bench.Press(Key.Escape).Press(Key.Home, Key.Down, Key.Enter).Shows("open the folder");
        bench.Press(Key.Escape).Type("repo").Press(Key.Home).Type("a ").Shows("filter: a repo");
        bench.Press(Key.Escape).Shows("photos/");
        bench.Press(Key.Escape).Shows("\nlobby>");
    }

    [Fact]
    public void From_a_private_conversation_a_file_is_sent_to_its_other_end()
    {
        using var bench = new TuiBench(folder: _folder.FullName).LogIn();
        bench.Enter("/query bob").Function(5).Shows("a report.pdf");
        bench.Type("repo").Press(Key.Enter).Shows("send it to bob alone");
        bench.Type("s").Shows("a report.pdf to bob");
    }

    [Fact]
    public void A_folder_that_cannot_be_read_says_so()
    {
        using var bench = new TuiBench(folder: Path.Combine(_folder.FullName, "nowhere")).LogIn();
        bench.Function(5).Shows("this folder cannot be read");
        bench.Press(Key.Backspace).Shows("a report.pdf");
    }

    [Fact]
    public void Tab_names_the_choices_until_the_next_key()
    {
        using var bench = new TuiBench(folder: _folder.FullName).LogIn();
        bench.Type("/put photos/").Press(Key.Tab).Shows("one.jpg  two.jpg");
        bench.Type("o").Press(Key.Tab).Shows("/put photos/one.jpg");
        Assert.DoesNotContain("two.jpg", bench.Screen());
    }
}
