namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>Two network namespaces joined by a cable, as two machines on one network. Needs root.</summary>
internal sealed class TwoMachines : IAsyncDisposable
{
    private readonly string _tag = Guid.NewGuid().ToString("N")[..8];

    private TwoMachines()
    {
    }

    /// <summary>The addresses of both.</summary>
    internal const string Here = "192.0.2.1", There = "192.0.2.2";

    private string HereName => $"msgr-{_tag}-a";

    private string ThereName => $"msgr-{_tag}-b";

    /// <summary>Makes them; null where this machine does not let itself be divided.</summary>
    internal static async Task<TwoMachines?> TryCreateAsync()
    {
        var machines = new TwoMachines();
        if (!Machine.Has("ip") || !await machines.CreateAsync())
        {
            await machines.DisposeAsync();
            return null;
        }

        return machines;
    }

    /// <summary>A command line that runs on one of them.</summary>
    internal string[] Run(bool here, string program, params string[] arguments) => ["netns", "exec", here ? HereName : ThereName, program, .. arguments];

    /// <summary>Pulls the cable's plug at the first machine, which loses its address by it.</summary>
    internal async Task UnplugAsync() => (await RunningProgram.RunAsync("ip", ["-n", HereName, "addr", "del", $"{Here}/24", "dev", "eth0"])).Expect(0);

    /// <summary>Plugs it in again.</summary>
    internal async Task PlugInAsync() => (await RunningProgram.RunAsync("ip", ["-n", HereName, "addr", "add", $"{Here}/24", "dev", "eth0"])).Expect(0);

    public async ValueTask DisposeAsync()
    {
        if (!Machine.Has("ip"))
            return;
        foreach (var name in (string[])[HereName, ThereName])
            await RunningProgram.RunAsync("ip", ["netns", "delete", name]);
    }

    private async Task<bool> CreateAsync()
    {
        string[] commands =
        [
            $"netns add {HereName}",
            $"netns add {ThereName}",
            $"-n {HereName} link add eth0 type veth peer name eth0 netns {ThereName}",
            $"-n {HereName} addr add {Here}/24 dev eth0",
            $"-n {ThereName} addr add {There}/24 dev eth0",
            $"-n {HereName} link set lo up",
            $"-n {ThereName} link set lo up",
            $"-n {HereName} link set eth0 up",
            $"-n {ThereName} link set eth0 up",
        ];
        foreach (var command in commands)
        {
            if ((await RunningProgram.RunAsync("ip", command.Split(' '))).ExitCode != 0)
                return false;
        }

        // A cable carries nothing before both ends have noticed it.
        foreach (var name in (string[])[HereName, ThereName])
        {
            while (!(await RunningProgram.RunAsync("ip", ["-n", name, "link", "show", "eth0"])).Text.Contains("state UP"))
                await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return true;
    }
}
