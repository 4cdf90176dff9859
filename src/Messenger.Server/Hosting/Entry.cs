using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Trust;

namespace Messenger.Server.Hosting;

/// <summary>The door as the options want it, with the secret that they name.</summary>
internal static class Entry
{
    /// <summary>Reads it; a secret that is nowhere yet is made up.</summary>
    /// <exception cref="UserError">The secret cannot be read or made.</exception>
    public static EntryRules Read(ServerOptions options, DataDirectory data, Fingerprint server) => new()
    {
        Access = options.Access,
        CountLoopback = options.CountLoopback,
        Lock = options.Access == Access.Secret ? new JoinLock(ReadSecret(options, data), server) : null,
    };

    private static JoinSecret ReadSecret(ServerOptions options, DataDirectory data)
    {
        if (options.SecretFile is { } named)
            return JoinSecret.ReadFile(named);
        if (!File.Exists(data.Secret))
        {
            try
            {
                AtomicFile.WriteText(data.Secret, JoinSecret.Create().Reveal() + "\n");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw UserError.OnFile("write the join secret", data.Secret, e);
            }
        }

        PrivateFile.Require(data.Secret);
        return JoinSecret.ReadFile(data.Secret);
    }
}
