using Messenger.Cli.Output;
using Messenger.Client.Trace;
using Messenger.Platform;

namespace Messenger.Cli.Trace;

/// <summary>The file that the record of a transfer goes into.</summary>
internal static class TraceFile
{
    /// <summary>Begins a record; one of the name is replaced.</summary>
    /// <param name="file">The file; null: none is kept.</param>
    /// <param name="title">What is transferred, for people.</param>
    /// <param name="context">Folder and clock.</param>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static TransferTrace? Open(string? file, string title, CommandContext context)
    {
        if (file is null)
            return null;
        var path = Path.GetFullPath(file, context.WorkingDirectory);
        try
        {
            return new TransferTrace(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), title, context.Time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the record to", path, e, "name another file with --trace");
        }
    }

    /// <summary>The name of the file, as it was typed.</summary>
    /// <exception cref="UserError">It is empty; <see cref="ExitCode.Usage"/>.</exception>
    public static string? Of(string? typed) =>
        typed is "" ? throw new UserError(ExitCode.Usage, "--trace is empty; name a file for the record") : typed;
}
