namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>
/// A root file system that holds only what a test puts there and <c>/dev/urandom</c>. Entered in a mount namespace of its own; without
/// root's rights through a user namespace.
/// </summary>
internal sealed class RootFolder : IDisposable
{
    // $0 is the root, $@ the command; the bind mount dies with the namespace. Debian's shell does not look in sbin by itself.
    private const string WithRandomness = """PATH=/usr/sbin:/usr/bin:/sbin:/bin; mount --bind /dev/urandom "$0/dev/urandom" && exec chroot "$0" "$@" """;
    private const string WithoutRandomness = """PATH=/usr/sbin:/usr/bin:/sbin:/bin; rm "$0/dev/urandom" && exec chroot "$0" "$@" """;

    private readonly TemporaryFolder _folder = new();

    private RootFolder()
    {
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(this["dev"]);
        File.WriteAllBytes(this["dev/urandom"], []);
    }

    /// <summary>A path in the root, as seen from outside.</summary>
    internal string this[string path] => _folder[path];

    /// <summary>Makes an empty root; skips the test, saying why, where the machine does not let anybody enter one.</summary>
    internal static async Task<RootFolder> CreateAsync(params string[] programs)
    {
        var root = new RootFolder();
        foreach (var program in programs)
            File.Copy(program, root[Path.GetFileName(program)]);

        var probe = await RunningProgram.RunAsync("unshare", [.. Namespaces, "sh", "-c", "mount --bind /dev/urandom \"$0\"", root["dev/urandom"]]);
        if (probe.ExitCode == 0)
            return root;
        root.Dispose();
        Assert.Skip($"NOT RUN: no root file system of its own can be entered on this machine: {probe.Error.Trim()}");
        throw new InvalidOperationException();
    }

    /// <summary>Starts a program of this root in it, with an empty environment but for what is given.</summary>
    internal RunningProgram Start(string program, string[] arguments, params (string Name, string Value)[] environment) =>
        Start(WithRandomness, program, arguments, environment);

    /// <summary>Runs a program of this root in it, to its end.</summary>
    internal Task<ProgramResult> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment) =>
        ToEndAsync(Start(program, arguments, environment));

    /// <summary>The same where <c>/dev/urandom</c> is missing too.</summary>
    internal Task<ProgramResult> RunWithoutRandomnessAsync(string program, string[] arguments, params (string Name, string Value)[] environment) =>
        ToEndAsync(Start(WithoutRandomness, program, arguments, environment));

    public void Dispose() => _folder.Dispose();

    private static async Task<ProgramResult> ToEndAsync(RunningProgram program)
    {
        await using (program)
        {
            program.CloseInput();
            return await program.ExitAsync();
        }
    }

    private RunningProgram Start(string entry, string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var variables = environment.Select(e => $"{e.Name}={e.Value}");
        return RunningProgram.Start(
            "unshare", [.. Namespaces, "env", "-i", .. variables, "/bin/sh", "-c", entry, _folder.Path, program, .. arguments]);
    }

    private static string[] Namespaces => Environment.UserName == "root" ? ["--mount"] : ["--mount", "--map-root-user"];
}
