using System.Net;
using Messenger.Client.Session;
using Messenger.Platform;

namespace Messenger.Client.Tests.Session;

public sealed class LocalResolverTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.1"), Here = IPAddress.Parse("192.0.2.2");

    [Fact]
    public async Task A_host_in_local_is_asked_for_on_the_local_networks()
    {
        Assert.Equal([There], await ResolveAsync("ship.local", asked: [There], known: null));
        // The first of both that knows the host: /etc/hosts may.
        Assert.Equal([Here], await ResolveAsync("ship.local", asked: [], known: Here));
    }

    [Fact]
    public async Task Any_other_host_is_the_systems_alone()
    {
        Assert.Equal([Here], await ResolveAsync("ship.example", asked: null, known: Here));
        Assert.Equal([Here], await ResolveAsync("local", asked: null, known: Here));
    }

    [Fact]
    public async Task Where_nobody_answers_the_sentence_says_where_it_was_looked()
    {
        var error = await Assert.ThrowsAsync<UserError>(() => ResolveAsync("ship.local", asked: [], known: null));
        Assert.Equal(ExitCode.CannotConnect, error.Code);
        Assert.Contains("no machine of the local network is called ship.local", error.Message);
    }

    private static Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, IPAddress[]? asked, IPAddress? known)
    {
        var system = new SystemResolver((_, _) => Task.FromResult(known is null ? Array.Empty<IPAddress>() : [known]));
        return new LocalResolver(system, (_, _, _, _) => asked is null ? throw new InvalidOperationException("It was asked for.") : Task.FromResult<IReadOnlyList<IPAddress>>(asked))
            .ResolveAsync(ServerAddress.Parse(host), Limit, TimeProvider.System, CancellationToken.None);
    }
}
