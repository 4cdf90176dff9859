using System.Net;

namespace Messenger.Client.Session;

/// <summary>Host names to addresses.</summary>
internal interface INameResolver
{
    /// <summary>All addresses of a host, in the order of preference; a literal is its own.</summary>
    /// <exception cref="Platform.UserError">None, or not in time; exit 5.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(ServerAddress server, TimeSpan timeout, TimeProvider time, CancellationToken cancel);
}
