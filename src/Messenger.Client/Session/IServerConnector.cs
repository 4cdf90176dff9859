using Messenger.Platform.Identity;

namespace Messenger.Client.Session;

/// <summary>Makes secure connections to a server: the seam that tests put a server in memory behind.</summary>
internal interface IServerConnector
{
    /// <summary>Looks up, connects, and proves both ends' identity.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="protocol">The TLS application protocol.</param>
    /// <param name="sameKey">The only key that is accepted, as a data connection wants the control connection's; null: by pin.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Platform.UserError">See <see cref="ConnectFailures"/>.</exception>
    Task<SecureConnection> ConnectAsync(ClientProfile profile, string protocol, Fingerprint? sameKey, CancellationToken cancel);
}
