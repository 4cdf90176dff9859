namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary>What a download shows on a terminal.</summary>
public sealed class ProgressTests(PublishedBinaries binaries)
{
    private const string Script = "\"$MSGR\" get --tcp film.avi; echo code $?; read -r line";

    // The terminal's state before and behind the command.
    private const string ComparingScript =
        "stty -g >before; trap : INT; sh -c 'exec \"$MSGR\" get --tcp film.avi'; echo code $?; stty -g >after; cmp before after && echo same; read -r line";

    [Theory]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    public async Task It_shows_how_far_it_is_and_leaves_one_line(int columns, int rows)
    {
        await using var held = await HeldDownload.BeginAsync(binaries, seed: 1, Script, isKnown: true, columns, rows);
        var screen = held.Screen;
        Assert.All(screen.TrimEnd().Split('\n'), l => Assert.InRange(l.Length, 0, columns - 1));
        held.Relay.Release();

        screen = await held.Terminal.WaitForAsync(s => s.Contains("code 0"));
        Assert.StartsWith("msgr: film.avi: 16.0 MiB in ", screen.TrimStart());
        Assert.DoesNotContain("%", screen);
        Assert.Equal(held.Content, File.ReadAllBytes(held.Person["film.avi"]));
    }

    [Fact]
    public async Task The_key_that_stops_says_how_to_go_on()
    {
        await using var held = await HeldDownload.BeginAsync(binaries, seed: 3, Script, isKnown: true);
        await held.Terminal.TypeAsync("q");
        var screen = await held.Terminal.WaitForAsync(s => s.Contains("code 7"));
        Assert.Contains("of 16.0 MiB kept; this continues it:\n  msgr get --tcp film.avi\ncode 7", screen);
        Assert.Equal(2, Tree.Unfinished(held.Person.Desk).Length);
    }

    [Fact]
    public async Task A_second_Control_C_ends_it_at_once_and_leaves_the_terminal_as_it_was()
    {
        await using var held = await HeldDownload.BeginAsync(binaries, seed: 4, ComparingScript, isKnown: true);
        // A server that does not answer is waited for when the first one comes.
        held.Server.Program.Freeze();
        try
        {
            await held.Terminal.PressAsync("C-c");
            await held.Terminal.WaitForAsync(s => s.Contains("stopping") || s.Contains("code "));
            await held.Terminal.PressAsync("C-c");
            await held.Terminal.WaitForAsync(s => s.Contains("\ncode 130\nsame"));
            Assert.True(await held.Terminal.ShowsCursorAsync());
            Assert.Equal(2, Tree.Unfinished(held.Person.Desk).Length);
        }
        finally
        {
            held.Server.Program.Thaw();
        }
    }

    [Fact]
    public async Task Control_C_leaves_the_terminal_as_it_was_and_says_how_to_go_on()
    {
        await using var held = await HeldDownload.BeginAsync(binaries, seed: 2, ComparingScript, isKnown: false);
        await held.Terminal.PressAsync("C-c");

        var screen = await held.Terminal.WaitForAsync(s => s.Contains("code 130\nsame"));
        Assert.Contains("this continues it:\n  msgr get --tcp film.avi\n", screen);
        // What was said meanwhile stands above the progress, whole.
        Assert.StartsWith($"msgr: first contact with {held.Relay.Address}; its key is remembered:", screen.TrimStart());
        Assert.True(await held.Terminal.ShowsCursorAsync());
        Assert.Equal(2, Tree.Unfinished(held.Person.Desk).Length);
    }
}
