using System.Globalization;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>
/// A program on a terminal: tmux draws the screen, the test types and reads. Every terminal is a tmux server of its own.
/// </summary>
internal sealed class Terminal : IAsyncDisposable
{
    // tmux 3.3 sometimes never says how a program ended: a shell around it does. The signals of the terminal are the program's affair.
    private const string KeepExitCode = "file=$1; shift; trap : INT QUIT HUP TERM; \"$@\"; echo $? >\"$file.new\"; mv \"$file.new\" \"$file\"";

    private readonly TemporaryFolder _folder;
    private RunningProgram? _events;

    private Terminal(TemporaryFolder folder) => _folder = folder;

    private string Socket => _folder["tmux"];

    private string Configuration => _folder["tmux.conf"];

    private string ExitCodeFile => _folder["exit-code"];

    /// <summary>Starts a program on a new terminal; skips the test, saying so, where tmux is not installed.</summary>
    internal static async Task<Terminal> StartAsync(
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string folder,
        int columns = 80,
        int rows = 24)
    {
        if (!Machine.Has("tmux"))
            Assert.Skip("NOT RUN: tmux is not installed, so nothing was tried on a terminal");

        var terminal = new Terminal(new TemporaryFolder());
        try
        {
            // The last screen of the program stays. The size is fixed after the start only: tmux 3.3 dies otherwise.
            await File.WriteAllTextAsync(terminal.Configuration, "set -g remain-on-exit on\nset -g status off\n");
            string[] size = ["-x", Number(columns), "-y", Number(rows)];
            var variables = environment.SelectMany(v => (string[])["-e", $"{v.Key}={v.Value}"]);
            string[] command = ["sh", "-c", KeepExitCode, "sh", terminal.ExitCodeFile, file, .. arguments];
            await terminal.TmuxAsync(["new-session", "-d", "-s", "main", .. size, "-c", folder, .. variables, "--", .. command]);
            await terminal.TmuxAsync("set-option", "-g", "window-size", "manual");
            terminal._events = RunningProgram.Start("tmux", ["-S", terminal.Socket, "-C", "attach-session", "-t", "main"], Environment());
            return terminal;
        }
        catch
        {
            await terminal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Types text as it is.</summary>
    internal Task TypeAsync(string text) => TmuxAsync("send-keys", "-t", "main", "-l", "--", text);

    /// <summary>Presses keys by tmux' names: <c>Enter</c>, <c>Tab</c>, <c>C-a</c>, <c>M-1</c>, <c>PPage</c>.</summary>
    internal Task PressAsync(params string[] keys) => TmuxAsync(["send-keys", "-t", "main", .. keys]);

    /// <summary>Pastes, bracketed where the program has asked for it.</summary>
    internal async Task PasteAsync(string text)
    {
        await TmuxAsync("set-buffer", "--", text);
        await TmuxAsync("paste-buffer", "-p", "-t", "main");
    }

    /// <summary>Writes to the terminal beside its program, as <c>wall</c> or a noisy job does.</summary>
    internal async Task WriteOverAsync(string text)
    {
        var device = (await TmuxAsync("display-message", "-p", "-t", "main", "#{pane_tty}")).Text.Trim();
        await File.WriteAllTextAsync(device, text);
    }

    /// <summary>Changes the size of the terminal.</summary>
    internal Task ResizeAsync(int columns, int rows) =>
        TmuxAsync("resize-window", "-t", "main", "-x", Number(columns), "-y", Number(rows));

    /// <summary>Looks at the terminal from another one, as somebody who comes back to their machine.</summary>
    internal async Task<RunningProgram> AttachAsync()
    {
        var client = RunningProgram.Start("script", ["-qec", $"tmux -S {Socket} -u attach-session -t main", "/dev/null"], Environment());
        await UntilAsync(async () => (await ClientsAsync()).Length > 0, () => $"nobody is attached: {client.Output.Text}");
        return client;
    }

    /// <summary>Leaves the terminal to itself.</summary>
    internal async Task DetachAsync()
    {
        foreach (var client in await ClientsAsync())
            await TmuxAsync("detach-client", "-t", client);
        await UntilAsync(async () => (await ClientsAsync()).Length == 0, () => "somebody is still attached");
    }

    /// <summary>What the screen shows now, without trailing spaces.</summary>
    internal async Task<string> ScreenAsync() => (await TmuxAsync("capture-pane", "-p", "-t", "main")).Text;

    /// <summary>Whether the cursor can be seen.</summary>
    internal async Task<bool> ShowsCursorAsync() =>
        (await TmuxAsync("display-message", "-p", "-t", "main", "#{cursor_flag}")).Text.Trim() == "1";

    /// <summary>The exit code of the program, 128 and the signal's number where one killed it; null while it runs.</summary>
    internal async Task<int?> ExitCodeAsync() =>
        File.Exists(ExitCodeFile) ? int.Parse(await File.ReadAllTextAsync(ExitCodeFile), CultureInfo.InvariantCulture) : null;

    /// <summary>Waits until the screen shows what is looked for, and returns it.</summary>
    internal async Task<string> WaitForAsync(Predicate<string> shown)
    {
        var screen = "";
        await UntilAsync(async () => shown(screen = await ScreenAsync()), () => screen);
        return screen;
    }

    /// <summary>Waits until the program has ended.</summary>
    internal async Task<int> WaitForExitAsync()
    {
        int? code = null;
        await UntilAsync(async () => (code = await ExitCodeAsync()) is not null, () => "the program still runs");
        return code!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await RunningProgram.RunAsync("tmux", ["-S", Socket, "kill-server"], Environment());
        if (_events is not null)
            await _events.DisposeAsync();
        _folder.Dispose();
    }

    // The client that reports what happens has no terminal of its own.
    private async Task<string[]> ClientsAsync() =>
        (await TmuxAsync("list-clients", "-t", "main", "-F", "#{client_tty}")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Looks again whenever the control client reports something (%output, %layout-change ...), and once a second for what it does not report.
    private async Task UntilAsync(Func<Task<bool>> condition, Func<string> state)
    {
        using var deadline = new CancellationTokenSource(Deadline.Ordinary);
        while (true)
        {
            var seen = _events!.Output.Lines.Length;
            if (await condition())
                return;
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"The terminal did not come to what was waited for:\n{state()}");
            try
            {
                await _events.Output.LineAsync(_ => true, after: seen).WaitAsync(TimeSpan.FromSeconds(1));
            }
            catch (TimeoutException)
            {
            }
        }
    }

    private async Task<ProgramResult> TmuxAsync(params string[] arguments) =>
        (await RunningProgram.RunAsync("tmux", ["-S", Socket, "-f", Configuration, "-u", .. arguments], Environment())).Expect(0);

    private static Dictionary<string, string> Environment() => new() { ["TERM"] = "xterm-256color", ["LANG"] = "C.UTF-8" };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
