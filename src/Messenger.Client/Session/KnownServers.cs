using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;

namespace Messenger.Client.Session;

/// <summary>What a comparison with the pinned key gave.</summary>
public enum PinResult
{
    /// <summary>The pinned key.</summary>
    Known,

    /// <summary>The first contact: the key is pinned now.</summary>
    Pinned,

    /// <summary>Another key than the pinned or the demanded one.</summary>
    Changed,
}

/// <summary>
/// The keys of the servers that were met: one line a server, <c>host:port SHA256:...</c>. Written atomically under a lock;
/// any number of commands may use it at once.
/// </summary>
/// <param name="path">The file; made, with its folder, at the first pin.</param>
public sealed class KnownServers(string path)
{
    private const string FileName = "known_servers";

    /// <summary>The store in the XDG data folder.</summary>
    /// <param name="directories">The XDG folders.</param>
    public static KnownServers In(XdgDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return new(System.IO.Path.Combine(directories.Data, FileName));
    }

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The key that is pinned for a server, or null.</summary>
    /// <param name="server">The server.</param>
    /// <exception cref="UserError">The file cannot be read, or is damaged; <see cref="ExitCode.LocalFile"/>.</exception>
    public Fingerprint? Find(ServerAddress server)
    {
        var key = server.ToString();
        foreach (var line in ReadLines())
        {
            if (KeyOf(line).SequenceEqual(key))
                return FingerprintOf(line);
        }

        return null;
    }

    /// <summary>The servers that were met, the newest first, as <see cref="ServerAddress"/> writes them.</summary>
    /// <exception cref="UserError">The file cannot be read; <see cref="ExitCode.LocalFile"/>.</exception>
    public IReadOnlyList<string> Addresses() =>
        [.. ReadLines().Select(line => KeyOf(line).ToString()).Where(key => ServerAddress.TryParse(key, out _, out _)).Reverse()];

    /// <summary>
    /// The key that an invitation leads to expect. It replaces no pin, as a demanded key does, since anybody can write an invitation.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="invited">The key that the invitation names; null: none.</param>
    /// <exception cref="UserError">Another key is pinned; <see cref="ExitCode.IdentityChanged"/>.</exception>
    public Fingerprint? Expected(ServerAddress server, Fingerprint? invited) =>
        invited is { } key && Find(server) is { } pinned && pinned != key ? throw ConnectFailures.OfInvitation(server, pinned, key) : invited;

    /// <summary>Compares a server's key with what is expected, and pins it where nothing is.</summary>
    /// <param name="server">The server.</param>
    /// <param name="seen">The key that it showed.</param>
    /// <param name="demanded">
    /// The only one that is accepted; null: the pinned one. A key that a person demands replaces a pin: this is how a change is accepted.
    /// </param>
    /// <param name="expected">What was expected instead, where the result is <see cref="PinResult.Changed"/>.</param>
    /// <exception cref="UserError">The file cannot be read or written; <see cref="ExitCode.LocalFile"/>.</exception>
    public PinResult Check(ServerAddress server, Fingerprint seen, Fingerprint? demanded, out Fingerprint expected)
    {
        expected = demanded ?? seen;
        if (seen != expected)
            return PinResult.Changed;

        var pinned = Find(server);
        if (pinned == seen)
            return PinResult.Known;
        if (pinned is { } other && demanded is null)
        {
            expected = other;
            return PinResult.Changed;
        }

        return Pin(server, seen, replace: demanded is not null, out expected);
    }

    /// <summary>Pins the key that the pinned one has named as its successor.</summary>
    /// <param name="server">The server.</param>
    /// <param name="successor">The new key.</param>
    /// <exception cref="UserError">The file cannot be read or written; <see cref="ExitCode.LocalFile"/>.</exception>
    public void Follow(ServerAddress server, Fingerprint successor) => Pin(server, successor, replace: true, out _);

    private PinResult Pin(ServerAddress server, Fingerprint seen, bool replace, out Fingerprint expected)
    {
        expected = seen;
        PrivateDirectory.Create(System.IO.Path.GetDirectoryName(Path) ?? "/");
        try
        {
            using var held = FileLock.Acquire(Path + ".lock");
            // Another command may have met the server since the look without the lock.
            if (Find(server) is { } pinned && !replace)
            {
                expected = pinned;
                return pinned == seen ? PinResult.Known : PinResult.Changed;
            }

            var key = server.ToString();
            var lines = ReadLines().Where(line => !KeyOf(line).SequenceEqual(key)).Append($"{key} {seen}");
            AtomicFile.WriteText(Path, string.Join('\n', lines) + "\n");
            return PinResult.Pinned;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the keys of known servers", Path, e);
        }
    }

    private string[] ReadLines()
    {
        try
        {
            return File.Exists(Path) ? File.ReadAllLines(Path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read the keys of known servers", Path, e);
        }
    }

    private static ReadOnlySpan<char> KeyOf(string line)
    {
        var space = line.IndexOf(' ');
        return space < 0 ? line : line.AsSpan(0, space);
    }

    // A line that names the server and no key must not look like a first contact.
    private Fingerprint FingerprintOf(string line) =>
        Fingerprint.TryParse(line.AsSpan(KeyOf(line).Length).Trim(), out var fingerprint)
            ? fingerprint
            : throw new UserError(ExitCode.LocalFile, $"{Path} has a line without a fingerprint; restore it, or remove the line to trust that server anew");
}
