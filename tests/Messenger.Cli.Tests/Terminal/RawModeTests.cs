using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui.Screen;
using Messenger.Platform.Startup;

namespace Messenger.Cli.Tests.Terminal;

/// <summary>A program that takes a terminal and ends badly: this very program, started again on a terminal of <c>script</c>.</summary>
public sealed class RawModeTests
{
    private const string Way = "MSGR_TEST_BAD_END";

    /// <summary>Before any test: the process that was started for it takes the terminal, and ends.</summary>
    [ModuleInitializer]
    internal static void EndBadly()
    {
        if (Environment.GetEnvironmentVariable(Way) is not { } way)
            return;
        _ = RawMode.TryEnter(StandardStreams.OpenOutput(), () => { }, TerminalScreen.Begin, TerminalScreen.End) ?? throw new InvalidOperationException("This is no terminal.");
        // Behind the mode's own: it is called when that one has done what it does.
        var stopped = new ManualResetEventSlim();
        using var behind = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, _ => stopped.Set());
        if (way == "throw")
            new Thread(() => throw new InvalidOperationException("a defect")).Start();
        else if (way == "exit")
            Environment.Exit(3);
        else
            Process.Start("kill", [way, $"{Environment.ProcessId}"]);
        stopped.Wait();
        Environment.Exit(3);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("exit")]
    [InlineData("-QUIT")]
    [InlineData("-TSTP")] // No shell waits for it that could bring it back: it does not stop.
    public async Task The_terminal_is_given_back(string way)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "NOT RUN: script is not installed, so nothing was tried on a terminal");
        // Who runs the tests in the background of a script has SIGQUIT ignored.
        var command = $"a=$(stty -g); {Way}={way} env --default-signal=QUIT {Environment.ProcessPath}; echo ended $?; b=$(stty -g); [ \"$a\" = \"$b\" ] && echo as before";
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["SHELL"] = "/bin/sh" },
        })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Contains(TerminalScreen.Begin, said);
        Assert.Contains(TerminalScreen.End, said);
        Assert.DoesNotContain("ended 0", said);
        Assert.Contains("as before", said);
    }
}
