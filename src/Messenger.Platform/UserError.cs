namespace Messenger.Platform;

/// <summary>
/// A failure that is explained to a person: one sentence saying what happened, to what, and what to do,
/// and the code that the program exits with. Everything else that is thrown is a defect.
/// </summary>
public sealed class UserError : Exception
{
    /// <summary>A failure with its sentence.</summary>
    /// <param name="code">What the program exits with; not <see cref="ExitCode.Done"/>.</param>
    /// <param name="sentence">What happened, to what, and what to do. Text from peers in it has passed <see cref="Text.SafeText"/>.</param>
    /// <param name="cause">What was caught, for <c>--verbose</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="code"/> is <see cref="ExitCode.Done"/>.</exception>
    public UserError(ExitCode code, string sentence, Exception? cause = null)
        : base(sentence, cause)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(code, ExitCode.Done);
        Code = code;
    }

    /// <summary>What the program exits with.</summary>
    public ExitCode Code { get; }

    /// <summary>
    /// The same failure of the local machine as a sentence: "cannot DO PATH: REASON", with exit
    /// <see cref="ExitCode.LocalFile"/>.
    /// </summary>
    /// <param name="action">What was tried, as in "cannot ACTION".</param>
    /// <param name="path">The file or folder it was tried on.</param>
    /// <param name="cause">The failure.</param>
    /// <param name="advice">What to do, without a full stop; none when the reason says it.</param>
    public static UserError OnFile(string action, string path, Exception cause, string? advice = null)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var reason = cause switch
        {
            UnauthorizedAccessException => "permission denied",
            DirectoryNotFoundException or FileNotFoundException => "it does not exist",
            PathTooLongException => "the path is too long",
            // .NET says the path again behind the reason.
            _ => cause.Message.TrimEnd('.').Replace($" : '{path}'", "", StringComparison.Ordinal),
        };
        var sentence = $"cannot {action} {Text.SafeText.Show(path)}: {Text.SafeText.Show(reason)}";
        return new UserError(ExitCode.LocalFile, advice is null ? sentence : $"{sentence}; {advice}", cause);
    }
}
