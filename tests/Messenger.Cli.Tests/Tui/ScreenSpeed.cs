using System.Diagnostics;
using System.Globalization;
using Messenger.Cli.Tests.Fakes;
using Messenger.Cli.Tui.Controllers;
using Messenger.Cli.Tui.Screen;
using Messenger.Cli.Tui.Views;
using Messenger.Client.Chat;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Key = Messenger.Cli.Terminal.Key;

namespace Messenger.Cli.Tests.Tui;

/// <summary>Figures, not tests: <c>--explicit only --filter-class '*ScreenSpeed' --show-live-output on</c>.</summary>
[Collection(ScreenCollection.Name)]
public sealed class ScreenSpeed(ITestOutputHelper output)
{
    private const int KeysASecond = 50, WarmUp = 3;

    [Theory(Explicit = true)]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void Typing_while_2000_messages_a_second_arrive(int columns, int rows)
    {
        var bench = new FakeLink();
        var sessions = new FakeSessions();
        sessions.Links.Enqueue(bench);
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        using var app = Application.Create();
        app.Init(DriverRegistry.Names.ANSI);
        app.Driver!.SetScreenSize(columns, rows);
        UiLoop? loop = null;
        var controller = new TuiController(sessions, new CommandBench().Context, action => loop!.Post(action));
        var theme = new Theme(ColorDepth.TwoHundredAndFiftySix);
        using var window = new ChatWindow(controller, theme);
        var screen = new TerminalScreen(theme);
        var token = app.Begin(window)!;
        var (pressed, shown) = (new List<long>(), new List<double>());
        var frames = 0;
        var spent = new TimeSpan[3];
        loop = new UiLoop(TimeProvider.System, () =>
        {
            Action[] steps = [() => window.Refresh(columns, rows), () => app.LayoutAndDraw(), () => screen.Frame(app.Driver.Contents!, window.TerminalCursor, false)];
            foreach (var (index, step) in steps.Index())
            {
                var at = Stopwatch.GetTimestamp();
                step();
                spent[index] += Stopwatch.GetElapsedTime(at);
            }

            frames++;
            foreach (var at in pressed)
                shown.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            pressed.Clear();
        });
        bench.Tell(new LoggedInEvent("ada", new("example", "", 0, default, ""), false) { At = CommandBench.UtcTime.Now });
        var feeding = new Thread(() => Feed(bench, loop, controller, pressed, window)) { IsBackground = true };
        var (began, cpu) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
        feeding.Start();
        loop.Run(controller.RunAsync);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var each = string.Join(", ", spent.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.TotalMilliseconds / frames:F2} ms")));
        // What is compiled on its way is no concern of a published program.
        shown.RemoveRange(0, WarmUp * KeysASecond);
        shown.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{columns}x{rows}: {shown.Count} keys, from key to frame p50 {shown[shown.Count / 2]:F1} ms, p99 {shown[shown.Count * 99 / 100]:F1} ms, max {shown[^1]:F1} ms; {frames / seconds:F0} frames/s, rows, drawing and sequences of a frame {each}; {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds / seconds * 100:F0} % of one processor with the feeding thread"));
        app.End(token);
    }

    [Fact(Explicit = true)]
    public void Fifty_thousand_lines_in_a_buffer()
    {
        var before = GC.GetTotalMemory(true);
        var book = new BufferBook(new FakeLink(), new CommandBench.UtcTime(), new Dictionary<BufferKey, LogPlace>());
        for (var i = 0; i < LineStore.MostLines + 10_000; i++)
            book.Handle(new MessageEvent(FakeLink.Line(BufferKey.Lobby, "bob", $"message number {i} with some words behind it, as people write them")) { At = CommandBench.UtcTime.Now });
        var memory = GC.GetTotalMemory(true) - before;
        book.Active.Rows(80, 20);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 1_000; i++)
        {
            book.Active.View.PageUp();
            book.Active.Rows(80, 20);
        }

        var page = Stopwatch.GetElapsedTime(began).TotalMilliseconds / 1_000;
        began = Stopwatch.GetTimestamp();
        book.Active.View.Search("nowhere");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{book.Active.Lines.Count} lines: {memory / 1048576.0:F1} MiB; a page up and its rows {page:F2} ms; a search through all {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms"));
        GC.KeepAlive(book);
    }

    private static void Feed(FakeLink link, UiLoop loop, TuiController controller, List<long> pressed, ChatWindow window)
    {
        const int seconds = 13, rate = 2_000;
        var began = Stopwatch.GetTimestamp();
        var (said, typed) = (0, 0);
        double now;
        while ((now = Stopwatch.GetElapsedTime(began).TotalSeconds) < seconds)
        {
            for (; said < now * rate; said++)
            {
                var line = FakeLink.Line(BufferKey.Lobby, $"bot{said % 20}", $"message number {said} with some words behind it, as people write them");
                link.Tell(new MessageEvent(line) { At = CommandBench.UtcTime.Now });
            }

            if (typed < now * KeysASecond)
            {
                typed++;
                var at = Stopwatch.GetTimestamp();
                loop.Post(() =>
                {
                    controller.Press(new(typed % 50 == 0 ? Key.KillToStart : Key.Text, typed % 50 == 0 ? "" : "x"));
                    pressed.Add(at);
                }, urgent: true);
            }

            Thread.Yield();
        }

        GC.KeepAlive(window);
        loop.Post(controller.Abandon);
    }
}
