using Messenger.Cli.Output;
using Messenger.Cli.Trace;
using Messenger.Client.Files;
using Messenger.Platform;
using Messenger.Platform.Files;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr put</c>: puts files and folders on the server.</summary>
/// <param name="connection">Whom to ask.</param>
/// <param name="options">What, as what, how.</param>
/// <param name="typed">The command line: what continues the upload.</param>
internal sealed class PutCommand(ConnectionOptions connection, PutOptions options, IReadOnlyList<string> typed) : ICommand
{
    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var link = Connection.Open(connection, context);
        using var spool = options.FromStandardInput ? await InputSpool.FillAsync(context.Input, new XdgDirectories(context.Environment), cancel) : null;
        using var run = new TransferRun(context, link, options.Voice, takesKeys: spool is null);
        using var trace = TraceFile.Open(options.Trace, "msgr put " + string.Join(' ', options.Paths), context);
        await using var job = TransferJob.Send(run.Profile, RequestOf(options, spool, context, run) with { Trace = trace }, cancel);
        // What was read from a pipe is gone: no command continues it.
        return await run.RunAsync(job, spool is null ? typed : null, "the upload failed", cancel);
    }

    /// <summary>What is to be sent.</summary>
    internal static UploadRequest RequestOf(PutOptions options, InputSpool? spool, CommandContext context, TransferRun run) => new()
    {
        Paths = spool is null ? options.Paths : [spool.Path],
        As = options.As,
        IfExists = options.IfExists,
        Transports = options.Transports,
        LimitRate = options.LimitRate,
        Congestion = options.Congestion,
        OnNotice = run.Notice,
        WorkingDirectory = context.WorkingDirectory,
    };
}
