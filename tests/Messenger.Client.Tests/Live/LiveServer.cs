using System.Diagnostics;
using Messenger.Client.Tests.Support;

namespace Messenger.Client.Tests.Live;

/// <summary>A real msgr-server in a process of its own; its program is named by MSGR_TEST_SERVER.</summary>
internal sealed class LiveServer : IDisposable
{
    public const string Variable = "MSGR_TEST_SERVER";

    private Process _process;
    private readonly string _files;

    private LiveServer(string files, string data)
    {
        _files = files;
        _process = Launch("0", data, out var address);
        Address = address;
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>Starts one, or skips the test aloud.</summary>
    public static LiveServer Start(string files, string data)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Variable) is null, $"{Variable} names no msgr-server: the test against a real one is left out.");
        return new(files, data);
    }

    /// <summary>As by a power cut.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Restart(string data)
    {
        _process.Dispose();
        _process = Launch(Address.Split(':')[^1], data, out _);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private Process Launch(string port, string data, out string address)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable(Variable)!, ["--listen", "127.0.0.1", "--port", port, "--files", _files, "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var line = process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit).GetAwaiter().GetResult();
        Assert.StartsWith("listening ", line, StringComparison.Ordinal);
        address = line!["listening ".Length..];
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }
}
