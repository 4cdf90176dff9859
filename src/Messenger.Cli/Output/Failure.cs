using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Output;

/// <summary>The one place that turns what was thrown into a sentence and an exit code.</summary>
/// <param name="Code">What the program exits with.</param>
/// <param name="Sentence">One sentence, safe for a terminal; null: nothing is to be said.</param>
internal sealed record Failure(ExitCode Code, string? Sentence)
{
    /// <summary>Explains an exception.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="stoppedBy">The exit code of the signal that came; <see cref="ExitCode.Done"/> where none did.</param>
    public static Failure Of(Exception error, ExitCode stoppedBy) => error switch
    {
        ClosedOutputException => new(ExitCode.Done, null),
        UserError user => new(user.Code, Advice.OnCommandLine(user.Message, user)),
        OperationCanceledException when stoppedBy != ExitCode.Done => new(stoppedBy, null),
        AggregateException { InnerExceptions: [var only] } => Of(only, stoppedBy),
        TimeoutException => new(ExitCode.Timeout, Because(error, "the time limit passed")),
        SocketException => new(ExitCode.CannotConnect, Because(error, "the connection failed")),
        AuthenticationException => new(ExitCode.CannotConnect, Because(error, "no secure connection came about")),
        IOException { InnerException: SocketException } => new(ExitCode.CannotConnect, Because(error, "the connection failed")),
        IOException or UnauthorizedAccessException => new(ExitCode.LocalFile, Because(error, "a file could not be used")),
        _ => new(ExitCode.Failure, Because(error, "msgr has a defect") + "; run it with --verbose and report what it prints"),
    };

    private static string Because(Exception error, string what) => $"{what}: {SafeText.Show(error.Message.TrimEnd('.'))}";
}
