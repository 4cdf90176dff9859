using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Messenger.Benchmarks.Chat;
using Messenger.Benchmarks.Processes;

namespace Messenger.Benchmarks.Screen;

/// <summary><c>msgr chat</c> on a terminal of its own, which util-linux' <c>script</c> holds: all that it writes is read at once.</summary>
internal sealed class MeasuredTerminal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _script;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private (byte[] Text, TaskCompletionSource<long> Seen)? _wanted;
    private int _matched;

    internal MeasuredTerminal(IPEndPoint server, int columns, int rows)
    {
        _folder = Directory.CreateTempSubdirectory("msgr-benchmark-").FullName;
        string command = string.Create(CultureInfo.InvariantCulture, $"stty cols {columns} rows {rows}; echo $$ >pid; exec '{Repository.Published("msgr")}' chat --host {server} --user typist");
        var start = new ProcessStartInfo(Repository.Installed("script") ?? throw new InvalidOperationException("script (util-linux) is not installed."), ["-qfec", command, "/dev/null"])
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string variable in (string[])["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"])
            start.Environment[variable] = _folder;
        start.Environment["TERM"] = "xterm-256color";
        _script = Process.Start(start)!;
        new Thread(Read) { IsBackground = true, Name = "terminal" }.Start();
    }

    /// <summary>Bytes that the program has written.</summary>
    internal long Written { get; private set; }

    /// <summary>What the program has used so far.</summary>
    internal ProcessUsage Usage => ProcessUsage.Of(int.Parse(File.ReadAllText(Path.Combine(_folder, "pid")), CultureInfo.InvariantCulture));

    /// <summary>Types a letter, and waits until the program writes it.</summary>
    internal async Task TypeAsync(char letter, LatencyLog latencies)
    {
        Task<long> seen = Want(letter.ToString());
        long typed = Stopwatch.GetTimestamp();
        await WriteAsync(letter.ToString()).ConfigureAwait(false);
        latencies.AddElapsed(Stopwatch.GetElapsedTime(typed, await seen.WaitAsync(Patience).ConfigureAwait(false)));
    }

    /// <summary>Types.</summary>
    internal async Task WriteAsync(string keys)
    {
        await _script.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(keys)).ConfigureAwait(false);
        await _script.StandardInput.BaseStream.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Waits until the program writes a text.</summary>
    internal Task SeesAsync(string text) => Want(text).WaitAsync(Patience);

    public void Dispose()
    {
        // Its terminal goes with it, and the program with that.
        _script.Kill();
        _script.WaitForExit();
        _script.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<long> Want(string text)
    {
        var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            (_wanted, _matched) = ((Encoding.UTF8.GetBytes(text), seen), 0);
        return seen.Task;
    }

    private void Read()
    {
        var buffer = new byte[65_536];
        int read;
        while ((read = _script.StandardOutput.BaseStream.Read(buffer)) > 0)
        {
            long at = Stopwatch.GetTimestamp();
            Written += read;
            lock (_gate)
                Look(buffer.AsSpan(0, read), at);
        }
    }

    // No text that is waited for begins again inside itself.
    private void Look(ReadOnlySpan<byte> written, long at)
    {
        foreach (byte one in written)
        {
            if (_wanted is not { } wanted)
                return;
            _matched = one == wanted.Text[_matched] ? _matched + 1 : one == wanted.Text[0] ? 1 : 0;
            if (_matched < wanted.Text.Length)
                continue;
            wanted.Seen.TrySetResult(at);
            (_wanted, _matched) = (null, 0);
        }
    }
}
