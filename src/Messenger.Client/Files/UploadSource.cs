using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;

namespace Messenger.Client.Files;

/// <summary>
/// The files that an upload sends: each path's file, or its folder with all below it, empty folders too. Links and special files are never followed nor
/// opened; what a server would not show is left out, and that is said.
/// </summary>
internal sealed class UploadSource : IDisposable
{
    private readonly List<RootedDirectory> _roots;

    private UploadSource(List<RootedDirectory> roots, FileSource files) => (_roots, Files) = (roots, files);

    /// <summary>The files, in the state in which they were found.</summary>
    public FileSource Files { get; }

    /// <summary>Looks at the paths, and at all below them.</summary>
    /// <param name="request">Which, and where they go.</param>
    /// <param name="note">Is told what is left out; null: that was said before.</param>
    /// <exception cref="UserError">One of them cannot be sent.</exception>
    public static UploadSource Open(UploadRequest request, Action<string>? note)
    {
        var roots = new List<RootedDirectory>();
        try
        {
            var walk = new UploadWalk();
            foreach (var path in request.Paths)
                Add(path, request, roots, walk);
            if (walk.LeftOut is { } leftOut)
                note?.Invoke(leftOut);
            if (walk.Entries.Count == 0)
                throw new UserError(ExitCode.NotFound, "there is nothing to send: all that is there was left out");
            return new(roots, FileSource.Open(null, walk.Entries));
        }
        catch (PlanException e)
        {
            Close(roots);
            throw new UserError(ExitCode.Usage, $"these files cannot be sent together: {SafeText.Show(e.Message).TrimEnd('.')}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close(roots);
            throw new UserError(ExitCode.LocalFile, $"cannot read what is to be sent: {SafeText.Show(e.Message).TrimEnd('.')}", e);
        }
        catch
        {
            Close(roots);
            throw;
        }
    }

    public void Dispose() => Close(_roots);

    private static void Add(string path, UploadRequest request, List<RootedDirectory> roots, UploadWalk walk)
    {
        var shown = SafeText.Show(path);
        var full = Path.GetFullPath(path, request.WorkingDirectory);
        full = full.Length > 1 ? full.TrimEnd('/') : full;
        if (Path.GetFileName(full) is not { Length: > 0 } name)
            throw new UserError(ExitCode.Usage, $"{shown} has no name that it could have on the server; name what is in it");
        RootedDirectory root;
        FileStatus? status;
        try
        {
            root = RootedDirectory.Open(Path.GetDirectoryName(full)!);
            roots.Add(root);
            status = root.Stat(name, follow: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read", path, e);
        }

        switch (status?.Kind)
        {
            case null:
                throw new UserError(ExitCode.LocalFile, $"cannot read {shown}: it does not exist");
            case FileKind.Link:
                throw new UserError(ExitCode.LocalFile, $"{shown} is a link, and links are not followed; name what it points to");
            case FileKind.Special:
                throw new UserError(ExitCode.LocalFile, $"{shown} is neither a file nor a folder");
        }

        var target = TargetOf(request, name);
        if (RelativePath.Fault(target) is { } fault)
            throw new UserError(ExitCode.Usage, $"{SafeText.Show(target)} cannot be a name on the server: it {fault}; choose another with --as");
        if (target.Split('/').FirstOrDefault(UploadWalk.IsNotTaken) is { } hidden)
            throw new UserError(ExitCode.Usage, $"{SafeText.Show(hidden)} cannot be a name on the server: hidden files and unfinished parts are not kept there; choose another with --as");
        walk.Add(root, name, target, status.Value);
    }

    // --as names one path, and is the folder of several.
    private static string TargetOf(UploadRequest request, string name)
    {
        if (request.As is not { } wanted)
            return name;
        var isFolder = request.Paths.Count > 1 || wanted.EndsWith('/');
        var path = wanted.Trim('/');
        return !isFolder ? path : path.Length == 0 ? name : $"{path}/{name}";
    }

    private static void Close(List<RootedDirectory> roots)
    {
        foreach (var root in roots)
            root.Dispose();
    }
}
