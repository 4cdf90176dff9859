namespace Messenger.Platform.Files;

/// <summary>Folders for state: 0700, and refused when others may write to them.</summary>
public static class PrivateDirectory
{
    /// <summary>0700.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder and its missing parents with mode 0700; one that exists is only checked.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="UserError">
    /// It cannot be made, is no folder, or group or others may write to it; <see cref="ExitCode.LocalFile"/>.
    /// </exception>
    public static string Create(string path)
    {
        try
        {
            var folder = Make(new DirectoryInfo(path));
            if ((folder.UnixFileMode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
                throw new UserError(ExitCode.LocalFile, $"other users may write to the folder {path}; run chmod go-w on it");
            return folder.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("make the folder", path, e);
        }
    }

    // .NET gives the mode to the last folder only.
    private static DirectoryInfo Make(DirectoryInfo folder)
    {
        if (folder.Parent is { Exists: false } parent)
            Make(parent);
        return Directory.CreateDirectory(folder.FullName, Mode);
    }
}
