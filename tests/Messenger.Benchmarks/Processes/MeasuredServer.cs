using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Messenger.Benchmarks.Processes;

/// <summary>A server under measurement: its process, its folder, and where it listens.</summary>
internal sealed class MeasuredServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly string _folder;
    private readonly List<string> _said = [];

    private MeasuredServer(Process process, string folder, IPEndPoint address)
    {
        _process = process;
        _folder = folder;
        Address = address;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    internal IPEndPoint Address { get; }

    /// <summary>What it has used so far.</summary>
    internal ProcessUsage Usage => ProcessUsage.Of(_process.Id);

    /// <summary>The lines that it has written so far.</summary>
    internal IReadOnlyList<string> Said
    {
        get
        {
            lock (_said)
                return [.. _said];
        }
    }

    /// <summary>Starts a server on a free port of 127.0.0.1 and waits until it accepts.</summary>
    /// <param name="program">The file that is run.</param>
    /// <param name="arguments">Its arguments, from its folder and its port; the folder is empty, and removed at the end.</param>
    /// <param name="protocol">What it listens to: TCP or UDP.</param>
    internal static async Task<MeasuredServer> StartAsync(string program, Func<string, int, IEnumerable<string>> arguments, ProtocolType protocol = ProtocolType.Tcp)
    {
        string folder = Directory.CreateTempSubdirectory("msgr-benchmark-").FullName;
        // Programs that give up their rights must still find their files.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        var start = new ProcessStartInfo(program, arguments(folder, address.Port)) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = folder;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var server = new MeasuredServer(process, folder, address);
        long started = Stopwatch.GetTimestamp();
        while (!(protocol == ProtocolType.Udp ? IsBound(address.Port) : await AcceptsAsync(address).ConfigureAwait(false)))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
            {
                server.Dispose();
                throw new InvalidOperationException($"{program} does not listen on {address}: {string.Join("; ", server.Said.TakeLast(5))}");
            }

            await Task.Delay(50).ConfigureAwait(false);
        }

        return server;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_said)
            _said.Add(line);
    }

    private static async Task<bool> AcceptsAsync(IPEndPoint address)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Nobody answers a datagram that means nothing: the kernel's list says who has the port.
    private static bool IsBound(int port) => File.ReadLines("/proc/net/udp").Any(line => line.Contains($":{port:X4} ", StringComparison.Ordinal));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
