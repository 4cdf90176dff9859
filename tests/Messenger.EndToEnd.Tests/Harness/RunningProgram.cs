using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>A program that a test started, with an environment of its own. It never outlives the test.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _command;

    private RunningProgram(Process process, string command)
    {
        _process = process;
        _command = command;
        Output = OutputCapture.Of(process.StandardOutput.BaseStream);
        Error = OutputCapture.Of(process.StandardError.BaseStream);
    }

    internal OutputCapture Output { get; }

    internal OutputCapture Error { get; }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>Starts a program. Of the test's own environment it sees PATH alone.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Its variables beside PATH.</param>
    /// <param name="folder">Its working directory; the test's own when null.</param>
    internal static RunningProgram Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = folder ?? "",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new RunningProgram(Process.Start(start)!, $"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)}");
    }

    /// <summary>Runs a program to its end, with nothing on stdin.</summary>
    internal static async Task<ProgramResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null,
        TimeSpan? deadline = null)
    {
        await using var program = Start(file, arguments, environment, folder);
        program.CloseInput();
        return await program.ExitAsync(deadline);
    }

    /// <summary>Waits for a complete line on its stdout; see <see cref="OutputCapture.LineAsync"/>.</summary>
    internal async Task<string> SaysAsync(Predicate<string> matches, int after = 0)
    {
        try
        {
            return await Output.LineAsync(matches, after);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            throw new InvalidOperationException($"{_command}\n{e.Message}\n--- stderr\n{Error.Text}", e);
        }
    }

    /// <summary>Writes a line to its stdin.</summary>
    internal async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends its stdin.</summary>
    internal void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends it a signal.</summary>
    internal void Signal(PosixSignal signal) => Send(Id, signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGTERM => 15,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    });

    /// <summary>Stops it in its tracks, as a machine that sleeps: its connections stay, and it answers nothing.</summary>
    internal void Freeze() => Send(Id, 19);

    /// <summary>Lets it go on.</summary>
    internal void Thaw() => Send(Id, 18);

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Waits for its end, and kills it at the deadline.</summary>
    internal async Task<ProgramResult> ExitAsync(TimeSpan? deadline = null)
    {
        var limit = deadline ?? Deadline.Ordinary;
        using var giveUp = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(giveUp.Token);
            await Task.WhenAll(Output.Completion, Error.Completion).WaitAsync(giveUp.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"{_command}\ndid not end within {limit}\n--- stdout\n{Output.Text}\n--- stderr\n{Error.Text}");
        }

        return new ProgramResult(_command, _process.ExitCode, Output.Bytes, Error.Text);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Send(int id, int signal)
    {
        if (SendSignal(id, signal) != 0)
            throw new InvalidOperationException(Marshal.GetLastPInvokeErrorMessage());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int id, int signal);
}
