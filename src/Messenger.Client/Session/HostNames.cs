using System.Net;

namespace Messenger.Client.Session;

/// <summary>Host names as every connection looks them up.</summary>
public static class HostNames
{
    /// <summary>All addresses of a server's host, in the order of preference; a literal is its own.</summary>
    /// <param name="server">The server.</param>
    /// <param name="timeout">The longest that it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Platform.UserError">None, or not in time; exit 5.</exception>
    public static Task<IReadOnlyList<IPAddress>> ResolveAsync(ServerAddress server, TimeSpan timeout, TimeProvider time, CancellationToken cancel) =>
        TlsConnector.Names.ResolveAsync(server, timeout, time, cancel);
}
