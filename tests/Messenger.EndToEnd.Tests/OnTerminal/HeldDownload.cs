using System.Text.RegularExpressions;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary>A download of 16 MiB by TCP in a terminal, held half-way.</summary>
internal sealed partial class HeldDownload(TestServer server, byte[] content, Relay relay, Person person) : IAsyncDisposable
{
    private const int Size = 16 << 20;

    [GeneratedRegex(@"film\.avi .* 4\d%")]
    private static partial Regex HalfWay { get; }

    public TestServer Server => server;

    public byte[] Content => content;

    public Relay Relay => relay;

    public Person Person => person;

    public Terminal Terminal { get; private set; } = null!;

    /// <summary>What it showed when it was held.</summary>
    public string Screen { get; private set; } = "";

    /// <param name="binaries">The programs.</param>
    /// <param name="seed">Of the file.</param>
    /// <param name="script">What the shell runs: <c>$MSGR</c> fetches film.avi.</param>
    /// <param name="isKnown">The person was on the server before.</param>
    /// <param name="columns">Of the terminal.</param>
    /// <param name="rows">Of the terminal.</param>
    public static async Task<HeldDownload> BeginAsync(PublishedBinaries binaries, int seed, string script, bool isKnown, int columns = 80, int rows = 24)
    {
        var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("film.avi", Samples.Noise(Size, seed));
        var held = new HeldDownload(server, content, Relay.To(server), new Person(binaries, "ann"));
        try
        {
            await held.BeginAsync(binaries, script, isKnown, columns, rows);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Terminal is not null)
            await Terminal.DisposeAsync();
        person.Dispose();
        await relay.DisposeAsync();
        await server.DisposeAsync();
    }

    private async Task BeginAsync(PublishedBinaries binaries, string script, bool isKnown, int columns, int rows)
    {
        if (isKnown)
            (await person.RunAsync(relay.Address, "users")).Expect(0);
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = relay.Address, ["MSGR"] = binaries.Client };
        relay.HoldAt(Size / 2);
        Terminal = await Terminal.StartAsync("sh", ["-c", script], environment, person.Desk, columns, rows);
        await relay.HeldAsync();
        Screen = await Terminal.WaitForAsync(HalfWay.IsMatch);
    }
}
