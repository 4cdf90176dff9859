using Messenger.Platform;

namespace Messenger.Client.Files;

/// <summary>Where the files of a download go: what <c>-o</c> means.</summary>
public sealed record GetTarget
{
    private GetTarget(string? folder, string? fileName)
    {
        Folder = folder;
        FileName = fileName;
    }

    /// <summary>The folder that everything goes below; null: standard output.</summary>
    public string? Folder { get; }

    /// <summary>The name of the only file there, where <c>-o</c> names it; null: each keeps its own.</summary>
    public string? FileName { get; }

    /// <summary>The bytes go to standard output, in order.</summary>
    public bool IsStandardOutput => Folder is null;

    /// <summary>
    /// Without <c>-o</c>: the working directory. <c>-</c>: standard output. With a trailing <c>/</c>, or where a folder of that name
    /// exists, or with several sources: a folder. Else the name of the file.
    /// </summary>
    /// <param name="output">The option; null: not given.</param>
    /// <param name="workingDirectory">An absolute path.</param>
    /// <param name="single">There is one source, and it is a file: neither a folder nor a pattern.</param>
    /// <param name="isFolder">Whether a folder of that absolute path exists.</param>
    /// <exception cref="UserError">It is empty, or standard output with several sources; <see cref="ExitCode.Usage"/>.</exception>
    public static GetTarget Of(string? output, string workingDirectory, bool single, Func<string, bool> isFolder)
    {
        ArgumentNullException.ThrowIfNull(isFolder);
        switch (output)
        {
            case null:
                return new(workingDirectory, null);
            case "":
                throw new UserError(ExitCode.Usage, "-o is empty; name a file, a folder, or - for standard output");
            case "-" when single:
                return new(null, null);
            case "-":
                throw new UserError(ExitCode.Usage, "only one file can go to standard output; name a folder with -o FOLDER/");
        }

        var path = Path.GetFullPath(output, workingDirectory);
        // "." and ".." are folders however they are written.
        var namesFolder = output.EndsWith('/') || Path.GetFileName(output) is "." or "..";
        if (namesFolder || !single || isFolder(path))
            return new(path.Length > 1 ? path.TrimEnd('/') : path, null);
        return new(Path.GetDirectoryName(path)!, Path.GetFileName(path));
    }
}
