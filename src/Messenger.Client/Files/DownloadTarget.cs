using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;

namespace Messenger.Client.Files;

/// <summary>Where a download's files go, opened; kept across connections as long as the plan stays the same.</summary>
internal sealed class DownloadTarget : IDisposable
{
    private readonly RootedDirectory _root;

    private DownloadTarget(RootedDirectory root, FileSink sink) => (_root, Sink) = (root, sink);

    public FileSink Sink { get; }

    /// <summary>The absolute path of the folder that everything goes below.</summary>
    public string Folder => _root.Path;

    /// <summary>What <c>-o</c> means for a plan.</summary>
    /// <exception cref="UserError">See <see cref="GetTarget.Of"/>.</exception>
    public static GetTarget Locate(DownloadRequest request, TransferPlan plan) =>
        GetTarget.Of(request.Output, request.WorkingDirectory, IsSingle(request, plan), Directory.Exists);

    /// <summary>The plan that an earlier run began, where there is one; never fails.</summary>
    public static TransferPlan? FindPlan(DownloadRequest request, ClientProfile profile, Platform.Identity.Fingerprint server)
    {
        try
        {
            // Several files need a folder; of one file the plan is short and need not be known.
            var folder = GetTarget.Of(request.Output == "-" ? null : request.Output, request.WorkingDirectory, single: false, Directory.Exists).Folder!;
            if (!Directory.Exists(folder))
                return null;
            using var root = RootedDirectory.Open(folder);
            return FileSink.FindPlan(root, SelectionKey(request, profile, server));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserError)
        {
            return null;
        }
    }

    /// <summary>Nothing has a name that is asked for, or its part's; never fails. What a pattern finds is not looked for.</summary>
    public static bool IsFree(DownloadRequest request)
    {
        if (request.Output == "-")
            return true;
        try
        {
            var target = GetTarget.Of(request.Output, request.WorkingDirectory, request.Selections.Count == 1, Directory.Exists);
            return request.Selections.Select(selection => Path.Combine(target.Folder!, target.FileName ?? Path.GetFileName(selection.TrimEnd('/'))))
                .All(path => !Path.Exists(path) && !Path.Exists(path + PartNames.PartSuffix));
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or UserError)
        {
            return false;
        }
    }

    /// <summary>Opens the target: looks at what is there, which may take as long as reading it.</summary>
    /// <exception cref="UserError">It cannot be opened or written, is in the way, or has no room.</exception>
    public static DownloadTarget Open(DownloadRequest request, ClientProfile profile, Platform.Identity.Fingerprint server, TransferPlan plan)
    {
        var target = Locate(request, plan);
        RootedDirectory? root = null;
        try
        {
            root = RootedDirectory.Open(target.Folder!, create: true);
            var sink = FileSink.Open(root, plan, new FileSinkOptions
            {
                IfExists = PolicyOf(request.IfExists),
                TargetName = target.FileName,
                Selection = SelectionKey(request, profile, server),
                Sha256 = request.Sha256,
            });
            return new(root, sink);
        }
        catch (SinkException e)
        {
            root?.Dispose();
            if (e.InTheWay is { } way)
                throw InTheWay(e, way, target);
            var error = TransferEnds.ToError(e.Failure, e.Message);
            throw e is { Failure: TransferFailure.LocalFile, InnerException: not null }
                ? new UserError(error.Code, $"cannot write to {SafeText.Show(target.Folder!)}: {error.Message}; choose another place with -o", e)
                : error;
        }
        catch (PlanException e)
        {
            root?.Dispose();
            throw new UserError(ExitCode.Usage, $"-o {SafeText.Show(request.Output ?? "")} cannot be a file's name: {SafeText.Show(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            root?.Dispose();
            throw FileAbove(target.Folder!) is { } file
                ? new UserError(ExitCode.LocalFile, $"cannot write to {SafeText.Show(target.Folder!)}: {(file == target.Folder ? "it" : SafeText.Show(file))} is a file and no folder; choose another place with -o", e)
                : UserError.OnFile("write to", target.Folder!, e, "choose another place with -o");
        }
    }

    public void Dispose()
    {
        Sink.Dispose();
        _root.Dispose();
    }

    /// <summary>One source that is a file: named by itself, so that the plan holds it and nothing around it.</summary>
    internal static bool IsSingle(DownloadRequest request, TransferPlan plan) =>
        plan.Files.Count == 1 && !plan.Files[0].Attributes.HasFlag(PlanFileAttributes.Folder) && !plan.Files[0].Path.Contains('/')
        && (request.Parcel > 0 || (request.Selections.Count == 1 && request.Selections[0].AsSpan().TrimEnd('/').IndexOfAny('*', '?', '[') < 0 && !request.Selections[0].EndsWith('/')));

    // .NET says no more than that something of that name is there.
    private static string? FileAbove(string folder)
    {
        for (string? path = folder; path is not null; path = Path.GetDirectoryName(path))
        {
            if (Path.Exists(path))
                return Directory.Exists(path) ? null : path;
        }

        return null;
    }

    private static UserError InTheWay(SinkException e, string way, GetTarget target)
    {
        var path = SafeText.Show(Path.Combine(target.Folder!, way));
        var what = SafeText.Show(e.Message.Replace($"'{way}' ", "", StringComparison.Ordinal)).TrimEnd('.');
        // A device or a pipe takes what is written into it, and cannot be a part that is renamed.
        var into = target.FileName is not null && !Directory.Exists(Path.Combine(target.Folder!, way)) ? $", or write into it with -o - >{path}" : "";
        return new(ExitCode.LocalFile, $"cannot write to {path}: it {what}; choose another place with -o{into}", e);
    }

    private static string SelectionKey(DownloadRequest request, ClientProfile profile, Platform.Identity.Fingerprint server) =>
        string.Join('\n', request.Selections.Append(request.Parcel > 0 ? $"parcel {request.Parcel}" : "").Where(word => word.Length > 0)
            .Prepend(server.ToString()).Prepend(profile.Server.ToString()));

    private static IfExists PolicyOf(ExistingPolicy policy) => policy switch
    {
        ExistingPolicy.Skip => IfExists.Skip,
        ExistingPolicy.Resume => IfExists.Resume,
        ExistingPolicy.Rename => IfExists.Rename,
        ExistingPolicy.Overwrite => IfExists.Overwrite,
        _ => IfExists.Ask,
    };
}
