using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Tests.Session;

public sealed class KnownServersTests : IDisposable
{
    private static readonly ServerAddress Server = ServerAddress.Parse("host:1");
    private static readonly Fingerprint One = new(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly Fingerprint Two = new(Enumerable.Repeat((byte)2, 32).ToArray());
    private readonly TemporaryFolder _folder = new();

    private KnownServers Store => new(_folder.File("data/known_servers"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheFirstKeyIsPinnedAndKnownAfterwards()
    {
        Assert.Equal(PinResult.Pinned, Store.Check(Server, One, null, out _));
        Assert.Equal(PinResult.Known, Store.Check(Server, One, null, out _));
        Assert.Equal(One, Store.Find(Server));
    }

    [Fact]
    public void AnotherKeyIsRefusedAndThePinStays()
    {
        Store.Check(Server, One, null, out _);
        Assert.Equal(PinResult.Changed, Store.Check(Server, Two, null, out var expected));
        Assert.Equal(One, expected);
        Assert.Equal(One, Store.Find(Server));
    }

    [Fact]
    public void APinBelongsToHostAndPort()
    {
        Store.Check(Server, One, null, out _);
        Assert.Equal(PinResult.Pinned, Store.Check(ServerAddress.Parse("host:2"), Two, null, out _));
        Assert.Equal(PinResult.Pinned, Store.Check(ServerAddress.Parse("host.example:1"), Two, null, out _));
        Assert.Equal(PinResult.Known, Store.Check(Server, One, null, out _));
    }

    [Fact]
    public void ADemandedKeyIsTheOnlyOneAndReplacesThePin()
    {
        Store.Check(Server, One, null, out _);
        Assert.Equal(PinResult.Changed, Store.Check(Server, One, Two, out var expected));
        Assert.Equal(Two, expected);
        Assert.Equal(PinResult.Pinned, Store.Check(Server, Two, Two, out _));
        Assert.Equal(Two, Store.Find(Server));
        Assert.Equal(PinResult.Changed, Store.Check(Server, One, null, out _));
    }

    [Fact]
    public void ADamagedLineIsNoFirstContact()
    {
        Store.Check(Server, One, null, out _);
        File.WriteAllText(Store.Path, $"{Server} SHA256:damaged\n");
        Assert.Equal(ExitCode.LocalFile, Assert.Throws<UserError>(() => Store.Check(Server, Two, null, out _)).Code);
    }

    [Fact]
    public async Task ManyCommandsAtOnceLoseNoPin()
    {
        var servers = Enumerable.Range(1, 40).Select(port => ServerAddress.Parse($"host:{port}")).ToArray();
        await Task.WhenAll(servers.Select(server => Task.Run(() => Store.Check(server, One, null, out _))));
        Assert.All(servers, server => Assert.Equal(One, Store.Find(server)));
    }

    [Fact]
    public async Task OfManyCommandsThatMeetDifferentKeysOneKeyWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Store.Check(Server, i % 2 == 0 ? One : Two, null, out _))));
        Assert.Single(results, PinResult.Pinned);
        Assert.Equal(9, results.Count(result => result == PinResult.Known));
        Assert.Equal(10, results.Count(result => result == PinResult.Changed));
    }
}
