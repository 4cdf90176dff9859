using Messenger.Contracts;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Trust;

namespace Messenger.Server.Hosting;

/// <summary>The door as the options want it, with the secret that they name.</summary>
internal static class Entry
{
    /// <summary>Reads it; a secret that is nowhere yet is made up.</summary>
    /// <exception cref="UserError">The secret cannot be read or made.</exception>
    public static EntryRules Read(ServerOptions options, ServerLimits limits, DataDirectory data, Fingerprint server) => new()
    {
        Access = options.Access,
        CountLoopback = limits.Control.CountLoopback,
        Names = options.Names,
        Uploads = limits.UploadsFor,
        Sends = limits.SendsFor,
        Downloads = limits.DownloadsFor,
        Lock = options.Access == Access.Secret ? new JoinLock(ReadSecret(options, data), server) : null,
    };

    /// <summary>The sentence for everybody who comes in, as it stands now.</summary>
    /// <exception cref="UserError">Its file cannot be read.</exception>
    public static string ReadMessage(ServerOptions options)
    {
        if (options.MessageFile is not { } path)
            return options.MessageOfTheDay;
        try
        {
            string line = SafeText.Strip(File.ReadLines(path).FirstOrDefault("")).Trim();
            return line.Length <= WireLimits.SentenceBytes / 3 ? line : line[..(WireLimits.SentenceBytes / 3)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read the message of the day from", path, e);
        }
    }

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
