using System.Runtime.InteropServices;
using System.Text;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui.Controllers;
using Messenger.Cli.Tui.Views;
using Messenger.Platform;
using Terminal.Gui.App;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drivers;
using Key = Messenger.Cli.Terminal.Key;

namespace Messenger.Cli.Tui.Screen;

/// <summary>
/// The full screen from its first frame to the terminal given back. Terminal.Gui lays out and draws into memory; keys come from our decoder and
/// frames go out through our writer, so that a terminal is never asked anything and is restored on every way out.
/// </summary>
internal sealed class TuiMode
{
    private static readonly TimeSpan EscapeTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TickTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(3);

    private readonly CommandContext _context;
    private readonly TuiController _controller;
    private readonly Theme _theme;
    private readonly TerminalScreen _screen;
    private readonly UiLoop _loop;
    private readonly KeyDecoder _keys = new();
    private RawMode? _raw;
    private bool _mouse;
    private IApplication? _app;
    private ChatWindow? _window;

    /// <summary>A screen.</summary>
    /// <param name="sessions">Where sessions come from.</param>
    /// <param name="context">The terminal, the clock.</param>
    public TuiMode(ITuiSessions sessions, CommandContext context)
    {
        _context = context;
        _loop = new UiLoop(context.Time, Draw);
        _controller = new TuiController(sessions, context, action => _loop.Post(action));
        _theme = new Theme(Theme.DepthOf(context.ColorOutput, context.Environment));
        _screen = new TerminalScreen(_theme);
    }

    /// <summary>Runs until the person leaves.</summary>
    /// <param name="cancel">A signal asks to stop.</param>
    /// <exception cref="UserError">The person left after a login that failed, or this is no terminal.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken cancel)
    {
        var ended = new TaskCompletionSource<ExitCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => RunScreen(ended)) { IsBackground = true, Name = "screen" }.Start();
        await using (cancel.Register(() => _loop.Post(_controller.Abandon)).ConfigureAwait(false))
        {
            await Task.WhenAny(ended.Task, Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, _context.Time, cancel)).ConfigureAwait(false);
            // A screen that hangs, because its terminal takes nothing, is left behind.
            if (!ended.Task.IsCompleted)
                await Task.WhenAny(ended.Task, Task.Delay(LastPatience, _context.Time, CancellationToken.None)).ConfigureAwait(false);
            _raw?.Dispose();
            while (_controller.TakeNote() is { } note)
                _context.Note(note);
            cancel.ThrowIfCancellationRequested();
            return await ended.Task.ConfigureAwait(false);
        }
    }

    private void RunScreen(TaskCompletionSource<ExitCode> ended)
    {
        try
        {
            var code = ExitCode.Done;
            NoShell.Ensure();
            // Its own drivers stay away from the terminal.
            Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
            Configure();
            using var app = _app = Application.Create();
            app.Init(DriverRegistry.Names.ANSI);
            using var window = _window = new ChatWindow(_controller, _theme);
            var session = app.Begin(window)!;
            using var raw = _raw = RawMode.TryEnter(_context.Output, () => _loop.Post(Resume, urgent: true), TerminalScreen.Begin, TerminalScreen.End)
                ?? throw new UserError(ExitCode.Failure, "this terminal cannot be read key by key; use msgr chat --plain");
            using var resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _loop.Post(() => { }, urgent: true));
            using var tick = _context.Time.CreateTimer(_ => _loop.Post(_controller.Tick), null, TickTime, TickTime);
            new Thread(() => ReadKeys(new(_context.Input, raw))) { IsBackground = true, Name = "keys" }.Start();
            _loop.Run(async () => code = await _controller.RunAsync());
            raw.Dispose();
            app.End(session);
            ended.SetResult(code);
        }
        catch (Exception e)
        {
            ended.SetException(e);
        }
    }

    // In a published program the library leaves this to its user (Substitutions.xml). What is wrong in somebody's settings for all such programs ends none.
    private static void Configure()
    {
        try
        {
            TuiConfigurationBuilder.Shared.ApplyToStaticFacades();
        }
        catch (Exception e)
        {
            TuiJsonErrors.Add(e.Message);
        }
    }

    // The terminal was somebody else's for a while.
    private void Resume()
    {
        _screen.Forget();
        _mouse = false;
    }

    private void Draw()
    {
        var (columns, rows) = (Math.Max(1, _context.Columns()), Math.Max(1, _context.Rows()));
        var driver = _app!.Driver!;
        if (driver.Cols != columns || driver.Rows != rows)
        {
            driver.SetScreenSize(columns, rows);
            _window!.SetNeedsLayout();
        }

        _window!.Refresh(columns, rows);
        _app.LayoutAndDraw();
        var bell = _controller.TakeBell();
        var frame = _screen.Frame(driver.Contents!, _window.TerminalCursor, bell);
        if (_mouse != (_controller.Chat?.Mouse ?? false))
        {
            _mouse = !_mouse;
            frame = (_mouse ? MouseReports.Begin : MouseReports.End) + frame;
        }

        _raw!.Write(Encoding.UTF8.GetBytes(frame));
    }

    // A thread of its own, because a read of a terminal cannot be cancelled: it ends with the process.
    private void ReadKeys(TypedBytes typed)
    {
        var buffer = new byte[4_096];
        int read;
        while ((read = typed.Read(buffer)) > 0)
        {
            var bytes = buffer[..read];
            _loop.Post(() => TakeBytes(bytes), urgent: true);
        }

        _loop.Post(_controller.Abandon);
    }

    private void TakeBytes(byte[] bytes)
    {
        foreach (var press in _keys.Feed(bytes))
            Take(press);
        if (_keys.HasLoneEscape)
            _ = TakeEscapeAsync();
    }

    private async Task TakeEscapeAsync()
    {
        await Task.Delay(EscapeTime, _context.Time);
        if (_keys.TakeLoneEscape() is { } escape)
            _loop.Post(() => Take(escape), urgent: true);
    }

    private void Take(KeyPress press)
    {
        if (press.Key == Key.ClearScreen)
            _screen.Forget();
        else if (press.Key == Key.Paste)
            _app!.RaisePasteEvent(press.Text);
        else if (press.Key == Key.Mouse && MouseReports.Read(press.Text) is { } mouse)
            _app!.Driver!.GetInputProcessor().RaiseMouseEventParsed(mouse);
        foreach (var key in KeyMap.ToGui(press))
            _app!.Keyboard.RaiseKeyDownEvent(key);
    }
}
