using System.Net;
using System.Net.Sockets;
using Messenger.Platform;

namespace Messenger.Client.Session;

/// <summary>The operating system's names, within a bounded time.</summary>
/// <param name="lookUp">Asks the system; injected by tests.</param>
internal sealed class SystemResolver(Func<string, CancellationToken, Task<IPAddress[]>> lookUp) : INameResolver
{
    public static SystemResolver Default { get; } = new(Dns.GetHostAddressesAsync);

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(ServerAddress server, TimeSpan timeout, TimeProvider time, CancellationToken cancel)
    {
        if (IPAddress.TryParse(server.Host, out var literal))
            return [literal];
        try
        {
            // The system's look-up cannot be stopped, only left alone.
            var addresses = await lookUp(server.Host, cancel).WaitAsync(timeout, time, cancel).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw Failed(server, null);
        }
        catch (TimeoutException e)
        {
            throw new UserError(
                ExitCode.CannotConnect,
                $"the look-up of {server.Host} had no answer in {timeout.TotalSeconds:0.#} s; check the name service, or give an address",
                e);
        }
        catch (SocketException e)
        {
            throw Failed(server, e);
        }
    }

    private static UserError Failed(ServerAddress server, SocketException? e)
    {
        // An address with a zone that is no interface here does not parse and ends up in the look-up.
        var sentence = server.Host.Contains('%')
            ? $"{server.Host} names a network interface that is not here; check the part after %"
            : e?.SocketErrorCode == SocketError.TryAgain
                ? $"the name service has no answer for {server.Host} now; check the network, or give an address"
                : $"no host is called {server.Host}; check how it is spelled, or give an address";
        return new UserError(ExitCode.CannotConnect, sentence, e);
    }
}
