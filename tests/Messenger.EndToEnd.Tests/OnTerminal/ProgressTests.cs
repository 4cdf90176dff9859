using System.Text.RegularExpressions;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary>What a download shows on a terminal.</summary>
public sealed partial class ProgressTests(PublishedBinaries binaries)
{
    private const int Size = 16 << 20;

    [GeneratedRegex(@"film\.avi .* 4\d%")]
    private static partial Regex HalfWay { get; }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    public async Task It_shows_how_far_it_is_and_leaves_one_line(int columns, int rows)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("film.avi", Samples.Noise(Size, seed: 1));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(relay.Address, "users")).Expect(0);
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = relay.Address, ["MSGR"] = binaries.Client };

        relay.HoldAt(Size / 2);
        await using var terminal = await Terminal.StartAsync(
            "sh", ["-c", "\"$MSGR\" get --tcp film.avi; echo code $?; read -r line"], environment, person.Desk, columns, rows);
        await relay.HeldAsync();
        var screen = await terminal.WaitForAsync(s => HalfWay.IsMatch(s));
        Assert.All(screen.TrimEnd().Split('\n'), l => Assert.InRange(l.Length, 0, columns - 1));
        relay.Release();

        screen = await terminal.WaitForAsync(s => s.Contains("code 0"));
        Assert.StartsWith("msgr: film.avi: 16.0 MiB in ", screen.TrimStart());
        Assert.DoesNotContain("%", screen);
        Assert.Equal(content, File.ReadAllBytes(person["film.avi"]));
    }

    [Fact]
    public async Task The_key_that_stops_says_how_to_go_on()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("film.avi", Samples.Noise(Size, seed: 3));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(relay.Address, "users")).Expect(0);
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = relay.Address, ["MSGR"] = binaries.Client };

        relay.HoldAt(Size / 2);
        await using var terminal = await Terminal.StartAsync("sh", ["-c", "\"$MSGR\" get --tcp film.avi; echo code $?; read -r line"], environment, person.Desk);
        await relay.HeldAsync();
        await terminal.WaitForAsync(HalfWay.IsMatch);
        await terminal.TypeAsync("q");
        var screen = await terminal.WaitForAsync(s => s.Contains("code 7"));
        Assert.Contains("of 16.0 MiB kept; this continues it:\n  msgr get --tcp film.avi\ncode 7", screen);
        Assert.Equal(2, Tree.Unfinished(person.Desk).Length);
    }

    [Fact]
    public async Task A_second_Control_C_ends_it_at_once_and_leaves_the_terminal_as_it_was()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("film.avi", Samples.Noise(Size, seed: 4));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(relay.Address, "users")).Expect(0);
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = relay.Address, ["MSGR"] = binaries.Client };
        const string script = "stty -g >before; trap : INT; sh -c 'exec \"$MSGR\" get --tcp film.avi'; echo code $?; stty -g >after; cmp before after && echo same; read -r line";

        relay.HoldAt(Size / 2);
        await using var terminal = await Terminal.StartAsync("sh", ["-c", script], environment, person.Desk);
        await relay.HeldAsync();
        await terminal.WaitForAsync(HalfWay.IsMatch);
        // A server that does not answer is waited for when the first one comes.
        server.Program.Freeze();
        try
        {
            await terminal.PressAsync("C-c");
            await terminal.WaitForAsync(s => s.Contains("stopping") || s.Contains("code "));
            await terminal.PressAsync("C-c");
            await terminal.WaitForAsync(s => s.Contains("\ncode 130\nsame"));
            Assert.True(await terminal.ShowsCursorAsync());
            Assert.Equal(2, Tree.Unfinished(person.Desk).Length);
        }
        finally
        {
            server.Program.Thaw();
        }
    }

    [Fact]
    public async Task Control_C_leaves_the_terminal_as_it_was_and_says_how_to_go_on()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("film.avi", Samples.Noise(Size, seed: 2));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = relay.Address, ["MSGR"] = binaries.Client };
        const string script = "stty -g >before; trap : INT; sh -c 'exec \"$MSGR\" get --tcp film.avi'; echo code $?; stty -g >after; cmp before after && echo same; read -r line";

        relay.HoldAt(Size / 2);
        await using var terminal = await Terminal.StartAsync("sh", ["-c", script], environment, person.Desk);
        await relay.HeldAsync();
        await terminal.WaitForAsync(HalfWay.IsMatch);
        await terminal.PressAsync("C-c");

        var screen = await terminal.WaitForAsync(s => s.Contains("code 130\nsame"));
        Assert.Contains("this continues it:\n  msgr get --tcp film.avi\n", screen);
        // What was said meanwhile stands above the progress, whole.
        Assert.StartsWith($"msgr: first contact with {relay.Address}; its key is remembered:", screen.TrimStart());
        Assert.True(await terminal.ShowsCursorAsync());
        Assert.Equal(2, Tree.Unfinished(person.Desk).Length);
    }
}
