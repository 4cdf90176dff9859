namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>A published server on a free port, with data and files of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly PublishedBinaries _binaries;
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _options;
    private RunningProgram? _program;
    private Func<TestServer, string[]> _under = _ => [];

    private TestServer(PublishedBinaries binaries, string[] options)
    {
        _binaries = binaries;
        _options = options;
    }

    /// <summary>The files that it serves.</summary>
    internal string Files => _folder.Sub("files");

    /// <summary>What it keeps.</summary>
    internal string Data => _folder["data"];

    /// <summary>Its port, the same after a restart.</summary>
    internal int Port { get; private set; }

    /// <summary>The address that it listens on.</summary>
    internal string Listen { get; private init; } = "127.0.0.1";

    /// <summary>What clients are given: host and port.</summary>
    internal string Address => Listen.Contains(':') ? $"[{Listen}]:{Port}" : $"{Listen}:{Port}";

    internal RunningProgram Program => _program ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>Starts a server and waits until it listens.</summary>
    internal static async Task<TestServer> StartAsync(PublishedBinaries binaries, params string[] options)
    {
        var server = new TestServer(binaries, options);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a server that listens on another address than 127.0.0.1.</summary>
    internal static async Task<TestServer> StartOnAsync(string listen, PublishedBinaries binaries)
    {
        var server = new TestServer(binaries, []) { Listen = listen };
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a server that may have only so many files and connections open.</summary>
    internal static Task<TestServer> StartWithinAsync(int descriptors, PublishedBinaries binaries, params string[] options) =>
        StartUnderAsync(_ => ["/bin/sh", "-c", $"ulimit -n {descriptors} && exec \"$0\" \"$@\""], binaries, options);

    /// <summary>Starts a server by another program, which becomes the server or has the same process id.</summary>
    /// <param name="under">The program and its first arguments; the server's own command line comes behind them.</param>
    /// <param name="binaries">The programs.</param>
    /// <param name="options">The server's options.</param>
    internal static async Task<TestServer> StartUnderAsync(Func<TestServer, string[]> under, PublishedBinaries binaries, params string[] options)
    {
        var server = new TestServer(binaries, options) { _under = under };
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The fingerprint of its key.</summary>
    internal async Task<string> FingerprintAsync() => (await Program.SaysAsync(l => l.StartsWith("fingerprint ")))["fingerprint ".Length..];

    /// <summary>Puts a file into what it serves.</summary>
    /// <returns>The content.</returns>
    internal byte[] Offer(string name, byte[] content)
    {
        var path = Path.Combine(Files, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return content;
    }

    /// <summary>Starts it again after its end, on the same port with the same data and files.</summary>
    internal async Task StartAgainAsync()
    {
        if (Port == 0)
            Port = ServerPorts.Take(Listen);
        var port = Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] arguments = ["--listen", Listen, "--port", port, "--files", Files, "--data", Data, .. _options];
        string[] command = [.. _under(this), _binaries.Server, .. arguments];
        _program = RunningProgram.Start(command[0], command[1..], new Dictionary<string, string> { ["HOME"] = _folder.Sub("home") }, _folder.Path);
        Port = ListeningLine.PortOf(await _program.SaysAsync(ListeningLine.Matches));
    }

    /// <summary>Starts it again with another key, as after the loss of its data.</summary>
    /// <returns>The new key's fingerprint.</returns>
    internal async Task<string> ChangeKeyAsync()
    {
        await KillAsync();
        Directory.Delete(Data, recursive: true);
        await StartAgainAsync();
        return await FingerprintAsync();
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    internal async Task KillAsync()
    {
        Program.Kill();
        await Program.ExitAsync();
    }

    /// <summary>Ends it as an operator does.</summary>
    internal async Task<ProgramResult> StopAsync()
    {
        Program.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        return await Program.ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        _folder.Dispose();
    }
}
