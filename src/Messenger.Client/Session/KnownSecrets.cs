using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;

namespace Messenger.Client.Session;

/// <summary>The secrets that opened servers: one line a server, <c>host:port SECRET</c>, for their owner alone.</summary>
/// <param name="path">The file; made, with its folder, at the first secret.</param>
public sealed class KnownSecrets(string path)
{
    /// <summary>The store in the XDG data folder.</summary>
    /// <param name="directories">The XDG folders.</param>
    public static KnownSecrets In(XdgDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return new(Path.Combine(directories.Data, "join_secrets"));
    }

    /// <summary>The secret that opened a server, or null.</summary>
    /// <param name="server">The server.</param>
    /// <exception cref="UserError">The file cannot be read, or others can read it too; <see cref="ExitCode.LocalFile"/>.</exception>
    public JoinSecret? Find(ServerAddress server)
    {
        var mark = $"{server} ";
        var line = ReadLines().FirstOrDefault(l => l.StartsWith(mark, StringComparison.Ordinal));
        return line is not null && JoinSecret.TryParse(line[mark.Length..], out var secret) ? secret : null;
    }

    /// <summary>Remembers a secret, in the place of that of the same server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="UserError">The file cannot be written; <see cref="ExitCode.LocalFile"/>.</exception>
    public void Save(ServerAddress server, JoinSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        PrivateDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        try
        {
            using var held = FileLock.Acquire(path + ".lock");
            var mark = $"{server} ";
            AtomicFile.WriteText(path, string.Join('\n', ReadLines().Where(l => !l.StartsWith(mark, StringComparison.Ordinal)).Append(mark + secret.Reveal())) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the secrets of servers", path, e);
        }
    }

    private string[] ReadLines() => File.Exists(path) ? PrivateFile.ReadText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
}
