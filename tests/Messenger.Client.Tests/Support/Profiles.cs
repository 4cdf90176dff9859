using Messenger.Client.Session;
using Messenger.Platform.Identity;

namespace Messenger.Client.Tests.Support;

internal static class Profiles
{
    private static readonly Lazy<IdentityKey> Key = new(IdentityKey.Create);

    public static ClientProfile Of(IServerConnector connector, TimeProvider time, int seed = 1, string server = "server.test") => new()
    {
        Server = ServerAddress.Parse(server),
        UserName = "ann",
        Identity = Key.Value,
        KnownServers = new KnownServers("/nonexistent/known_servers"),
        Time = time,
        Random = new Random(seed),
        Connector = connector,
    };
}
