using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui.Controllers;
using Messenger.Cli.Tui.Views;
using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Platform;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Key = Messenger.Cli.Terminal.Key;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>
/// The whole screen without a terminal: Terminal.Gui draws into memory, and keys are injected into it. What the controllers post runs on the
/// test's thread.
/// </summary>
internal sealed class TuiBench : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly BlockingCollection<Action> _posted = [];
    private readonly IApplication _app;
    private readonly ChatWindow _window;
    private readonly SessionToken _token;
    private int _columns;
    private int _rows;

    public TuiBench(int columns = 80, int rows = 24, FakeSessions? sessions = null, string folder = "/home/ada")
    {
        (_columns, _rows) = (columns, rows);
        Sessions = sessions ?? new FakeSessions();
        if (Sessions.Links.Count == 0)
            Sessions.Links.Enqueue(Link);
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        _app = Application.Create();
        _app.Init(DriverRegistry.Names.ANSI);
        Controller = new TuiController(Sessions, new CommandBench(folder: folder).Context, action => _posted.Add(action));
        _window = new ChatWindow(Controller, new Theme(ColorDepth.None));
        _token = _app.Begin(_window)!;
        // Terminal.Gui has set its own.
        SetSynchronizationContext(this);
        Ended = Controller.RunAsync();
    }

    public FakeLink Link { get; } = new();

    public FakeSessions Sessions { get; }

    public TuiController Controller { get; }

    public Task<ExitCode> Ended { get; }

    public ChatScreen Chat => Controller.Chat ?? throw new InvalidOperationException("Nobody is logged in.");

    public (int Column, int Row)? Cursor => _window.TerminalCursor;

    /// <summary>Logs in.</summary>
    public TuiBench LogIn(FakeLink? link = null)
    {
        (link ?? Link).Tell(new ConnectedEvent(new(ServerAddress.Parse("chat.example.org"), default, false), "TLS 1.3 AES-256-GCM") { At = CommandBench.UtcTime.Now });
        (link ?? Link).Tell(new LoggedInEvent("ada", new ServerInfo("example", "", 0, default, ""), false) { At = CommandBench.UtcTime.Now });
        Until(() => Controller.Chat is not null, () => $"Nobody is logged in: {string.Join(", ", Sessions.Calls)}\n{Screen()}");
        return this;
    }

    public void Tell(ChatEvent happened) => Link.Tell(happened);

    /// <summary>Somebody says something.</summary>
    public void Say(string from, string text, BufferKey? where = null, bool mention = false) =>
        Tell(new MessageEvent(FakeLink.Line(where ?? BufferKey.Lobby, from, text) with { Mention = mention, Id = Guid.NewGuid() }) { At = CommandBench.UtcTime.Now });

    /// <summary>Types text and presses keys, by injecting them into Terminal.Gui.</summary>
    public TuiBench Press(params KeyPress[] presses)
    {
        foreach (var press in presses)
        {
            if (press.Key == Key.Paste)
                _app.RaisePasteEvent(press.Text);
            foreach (var key in KeyMap.ToGui(press))
                _app.InjectKey(key);
            Run();
        }

        return this;
    }

    public TuiBench Press(params Key[] keys) => Press([.. keys.Select(k => new KeyPress(k))]);

    public TuiBench Type(string text) => Press(new KeyPress(Key.Text, text));

    public TuiBench Enter(string line) => Type(line).Press(Key.Enter);

    public TuiBench Function(int number) => Press(new KeyPress(Key.Function, $"{number}"));

    public TuiBench Alt(char key) => Press(new KeyPress(Key.Alt, key.ToString()));

    public void DoubleClick(int column, int row)
    {
        _app.InjectMouse(new() { Flags = MouseFlags.LeftButtonDoubleClicked, ScreenPosition = new(column, row) });
        Run();
    }

    public void Resize(int columns, int rows) => (_columns, _rows) = (columns, rows);

    /// <summary>What the screen shows, without blanks at the ends of its rows.</summary>
    public string Screen()
    {
        Run();
        var driver = _app.Driver!;
        if (driver.Cols != _columns || driver.Rows != _rows)
            driver.SetScreenSize(_columns, _rows);
        _window.Refresh(_columns, _rows);
        _app.LayoutAndDraw();
        var cells = driver.Contents!;
        var text = new StringBuilder();
        for (var row = 0; row < _rows; row++)
        {
            var line = new StringBuilder();
            for (var column = 0; column < _columns; column++)
            {
                var grapheme = cells[row, column].Grapheme;
                line.Append(grapheme);
                if (TextWidth.OfElement(grapheme) == 2)
                    column++;
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Waits until the screen shows a text.</summary>
    public string Shows(string text)
    {
        var screen = "";
        Until(() => (screen = Screen()).Contains(text), () => $"The screen does not come to show '{text}':\n{screen}");
        return screen;
    }

    /// <summary>Waits until it is so.</summary>
    public void Until(Func<bool> condition, Func<string>? otherwise = null)
    {
        using var late = new CancellationTokenSource(Patience);
        Run();
        while (!condition())
        {
            try
            {
                _posted.Take(late.Token)();
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException(otherwise?.Invoke() ?? "It did not come to be.");
            }

            Run();
            if (Ended.IsFaulted)
                Ended.GetAwaiter().GetResult();
        }
    }

    /// <summary>Waits for what a task gives; awaiting it would wait for this thread.</summary>
    public T ResultOf<T>(Task<T> task)
    {
        _ = task.ContinueWith(_ => _posted.Add(() => { }), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        Until(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Compares the screen with the one that was approved; UPDATE_SCREENS=1 approves what is shown.</summary>
    public void Matches(string name, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, "Screens", name + ".txt");
        var screen = Screen();
        if (Environment.GetEnvironmentVariable("UPDATE_SCREENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, screen);
        }

        Assert.Equal(File.ReadAllText(file), screen);
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add(() => d(state));

    public void Dispose()
    {
        SetSynchronizationContext(null);
        _app.End(_token);
        _window.Dispose();
        _app.Dispose();
        _posted.Dispose();
    }

    private void Run()
    {
        while (_posted.TryTake(out var action))
            action();
    }
}
