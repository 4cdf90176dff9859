using System.Net;
using Messenger.Discovery;
using Messenger.Platform;

namespace Messenger.Client.Session;

/// <summary>
/// Hosts in <c>.local</c> by multicast DNS and by the operating system at once, since a static program has only files and DNS there; all others
/// by the operating system.
/// </summary>
/// <param name="system">The operating system's names.</param>
/// <param name="ask">Asks the local networks; injected by tests.</param>
internal sealed class LocalResolver(INameResolver system, Func<string, TimeSpan, TimeProvider, CancellationToken, Task<IReadOnlyList<IPAddress>>> ask) : INameResolver
{
    // Whoever is on the local network answers within a tenth of this.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(ServerAddress server, TimeSpan timeout, TimeProvider time, CancellationToken cancel)
    {
        if (!LocalNames.IsLocal(server.Host) || IPAddress.TryParse(server.Host, out _))
            return await system.ResolveAsync(server, timeout, time, cancel).ConfigureAwait(false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asked = ask(server.Host, timeout < Longest ? timeout : Longest, time, enough.Token);
        var looked = system.ResolveAsync(server, timeout, time, enough.Token);
        try
        {
            if (await Task.WhenAny(asked, looked).ConfigureAwait(false) == looked && looked.IsCompletedSuccessfully)
                return await looked.ConfigureAwait(false);
            var found = await asked.ConfigureAwait(false);
            return found.Count > 0 ? found : await looked.ConfigureAwait(false);
        }
        catch (UserError e) when (e.Code == ExitCode.CannotConnect)
        {
            throw new UserError(
                ExitCode.CannotConnect, $"no machine of the local network is called {server.Host}; check that it is on and in this network, or give an address", e);
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll((Task)asked, looked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
