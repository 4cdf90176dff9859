using System.Security.Cryptography;
using Messenger.Benchmarks.Processes;

namespace Messenger.Benchmarks.Mixed;

/// <summary>People who download and upload again and again by the published program, and compare every file.</summary>
internal sealed class TransferRounds(MixedOptions options, string address, string served, Problems problems)
{
    private const int BigBytes = 8 << 20, SmallBytes = 20_000, SmallFiles = 100;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private int _udp;
    private int _tcp;
    private int _puts;
    private long _bytes;

    /// <summary>What was done, for people.</summary>
    internal string Summary => $"{_udp} downloads by UDP at {options.Loss} loss, {_tcp} by TCP, {_puts} uploads by UDP at {options.Loss} loss, {_bytes >> 20} MiB, each file compared";

    /// <summary>Each way was gone at least once.</summary>
    internal bool HasDoneAll => _udp > 0 && _tcp > 0 && _puts > 0;

    /// <summary>Fills the library.</summary>
    internal static void Prepare(string library)
    {
        File.WriteAllBytes(Path.Combine(library, "big.bin"), RandomNumberGenerator.GetBytes(BigBytes));
        string tree = Directory.CreateDirectory(Path.Combine(library, "tree")).FullName;
        for (int i = 0; i < SmallFiles; i++)
            File.WriteAllBytes(Path.Combine(tree, $"small{i:D3}.bin"), RandomNumberGenerator.GetBytes(SmallBytes));
    }

    internal Task RunAsync(CancellationToken enough) => Task.WhenAll(
        AgainAsync("getter", enough, (person, round) => GetAsync(person, "big.bin", "--udp", "--impair", Link(round))),
        AgainAsync("walker", enough, (person, round) => GetAsync(person, "tree", round % 2 == 0 ? ["--udp", "--impair", Link(round)] : ["--tcp"])),
        AgainAsync("putter", enough, PutAsync));

    private string Link(int round) => $"loss={options.Loss},delay=5ms,rate=60M,seed={options.Seed + round}";

    private async Task AgainAsync(string user, CancellationToken enough, Func<Person, int, Task> once)
    {
        string folder = Directory.CreateTempSubdirectory($"msgr-{user}-").FullName;
        try
        {
            for (int round = 1; !enough.IsCancellationRequested; round++)
            {
                try
                {
                    await once(new Person(user, folder), round).ConfigureAwait(false);
                }
                catch (Exception e) when (e is InvalidOperationException or IOException)
                {
                    problems.Add("a transfer failed", $"{user}, round {round}: {e.Message.Trim()}");
                }

                await Task.Delay(Rest, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task GetAsync(Person person, string what, params string[] way)
    {
        string target = Path.Combine(person.Folder, "got");
        await RunAsync(person, ["get", what, "-o", target + "/", .. way]).ConfigureAwait(false);
        Compare(Path.Combine(served, what), Path.Combine(target, what));
        Directory.Delete(target, recursive: true);
        Interlocked.Increment(ref way[0] == "--udp" ? ref _udp : ref _tcp);
    }

    private async Task PutAsync(Person person, int round)
    {
        string name = $"put{round % 10}.bin", file = Path.Combine(person.Folder, name);
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(BigBytes / 2)).ConfigureAwait(false);
        await RunAsync(person, ["put", file, "--if-exists", "overwrite", "--udp", "--impair", Link(round)]).ConfigureAwait(false);
        Compare(file, Path.Combine(served, name));
        Interlocked.Increment(ref _puts);
    }

    private Task RunAsync(Person person, string[] arguments) =>
        TimedCommand.RunAsync(person.Folder, Repository.Published("msgr"), [.. arguments, "--host", address, "--user", person.Name]);

    private void Compare(string source, string copy)
    {
        string[] files = Directory.Exists(source) ? [.. Directory.EnumerateFiles(source).Select(f => Path.GetFileName(f))] : [""];
        foreach (string file in files)
        {
            (string original, string received) = (Path.Combine(source, file), Path.Combine(copy, file));
            byte[] content = File.ReadAllBytes(original);
            if (!content.AsSpan().SequenceEqual(File.ReadAllBytes(received)))
                problems.Add("a file is damaged", received);
            Interlocked.Add(ref _bytes, content.Length);
        }
    }

    private sealed record Person(string Name, string Folder);
}
