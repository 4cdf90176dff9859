namespace Messenger.Platform.Files;

/// <summary>Files that hold secrets: 0600, and refused when others could have read or changed them.</summary>
public static class PrivateFile
{
    /// <summary>0600.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads a secret, after <see cref="Require"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserError">Others have access to it, or it cannot be read; <see cref="ExitCode.LocalFile"/>.</exception>
    public static string ReadText(string path)
    {
        Require(path);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read", path, e);
        }
    }

    /// <summary>Checks that nobody but the owner has any access to a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserError">Others have, or it cannot be looked at; <see cref="ExitCode.LocalFile"/>.</exception>
    public static void Require(string path)
    {
        UnixFileMode mode;
        try
        {
            mode = File.GetUnixFileMode(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read", path, e);
        }

        if ((mode & Others) != 0)
            throw new UserError(ExitCode.LocalFile, $"{path} holds a secret and other users have access to it; run chmod 600 on it");
    }
}
