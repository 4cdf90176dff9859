namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>Somebody with a machine account of their own: home folder, working directory, and the published client.</summary>
internal sealed class Person(PublishedBinaries binaries, string name) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal string Name => name;

    /// <summary>Where state is kept.</summary>
    internal string Home => _folder.Sub("home");

    /// <summary>Where commands are run and files arrive.</summary>
    internal string Desk => _folder.Sub("desk");

    internal Dictionary<string, string> Environment => new()
    {
        ["HOME"] = Home,
        ["LANG"] = "C.UTF-8",
        ["MSGR_USER"] = name,
    };

    /// <summary>Starts the client against a server.</summary>
    internal RunningProgram Start(TestServer server, params string[] arguments) => Start(server.Address, arguments);

    /// <summary>Starts the client against a host.</summary>
    internal RunningProgram Start(string host, params string[] arguments) =>
        RunningProgram.Start(binaries.Client, arguments, WithHost(host), Desk);

    /// <summary>Starts the client on a terminal of its own.</summary>
    internal Task<Terminal> StartOnTerminalAsync(string host, string[] arguments, int columns = 80, int rows = 24) =>
        Terminal.StartAsync(binaries.Client, arguments, WithHost(host), Desk, columns, rows);

    /// <summary>Runs the client against a server, to its end.</summary>
    internal Task<ProgramResult> RunAsync(TestServer server, params string[] arguments) => RunAsync(server.Address, arguments);

    /// <summary>Runs the client against a host, to its end.</summary>
    internal Task<ProgramResult> RunAsync(string host, params string[] arguments) =>
        RunningProgram.RunAsync(binaries.Client, arguments, WithHost(host), Desk);

    /// <summary>A path on the desk.</summary>
    internal string this[string name] => Path.Combine(Desk, name);

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string> WithHost(string host) => new(Environment) { ["MSGR_HOST"] = host };
}
