using Messenger.Platform;
using Messenger.Platform.Files;

namespace Messenger.Client.Settings;

/// <summary>The server and the name of the last login that went well.</summary>
/// <param name="Host">As it was given; null: none yet.</param>
/// <param name="User">As it was given; null: none yet.</param>
public sealed record LastUsed(string? Host, string? User)
{
    private const int MaxLength = 1_024;

    /// <summary>Nothing used yet.</summary>
    public static LastUsed None { get; } = new(null, null);

    /// <summary>The file in the XDG state folder.</summary>
    /// <param name="directories">The XDG folders.</param>
    public static string PathIn(XdgDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return Path.Combine(directories.State, "last_used");
    }

    /// <summary>Reads the file. One that is missing, unreadable or damaged is as none: it is good to have, never needed.</summary>
    /// <param name="path">The file.</param>
    public static LastUsed Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return None;
            string? host = null, user = null;
            foreach (var line in File.ReadLines(path).Take(16))
            {
                if (line.StartsWith("host ", StringComparison.Ordinal))
                    host = Value(line[5..]);
                else if (line.StartsWith("user ", StringComparison.Ordinal))
                    user = Value(line[5..]);
            }

            return new(host, user);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return None;
        }
    }

    /// <summary>Writes the file atomically, unless it says so already. Failing to is no reason to fail a command.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <returns>Whether the file says so now.</returns>
    public bool TryWrite(string path)
    {
        try
        {
            if (Read(path) == this)
                return true;
            PrivateDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
            AtomicFile.WriteText(path, $"host {Host}\nuser {User}\n");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserError)
        {
            return false;
        }
    }

    private static string? Value(string text)
    {
        var value = text.Trim();
        return value.Length is > 0 and <= MaxLength && !value.Any(char.IsControl) ? value : null;
    }
}
