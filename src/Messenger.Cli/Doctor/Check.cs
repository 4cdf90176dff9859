using Messenger.Platform;

namespace Messenger.Cli.Doctor;

/// <summary>How a check came out.</summary>
internal enum CheckResult
{
    /// <summary>As it should be.</summary>
    Pass,

    /// <summary>It works, and could be better.</summary>
    Warn,

    /// <summary>Something will not work.</summary>
    Fail,

    /// <summary>It needs one that failed.</summary>
    Skip,
}

/// <summary>One check of <c>msgr doctor</c>.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Result">How it came out.</param>
/// <param name="Finding">What was found; safe text.</param>
internal sealed record Check(string Name, CheckResult Result, string Finding)
{
    /// <summary>What to do; null where there is nothing.</summary>
    public string? Advice { get; init; }

    /// <summary>What a command that fails for this exits with.</summary>
    public ExitCode Code { get; init; } = ExitCode.Failure;

    /// <summary>A check that was not made, because another failed.</summary>
    public static Check Skipped(string name, string because) => new(name, CheckResult.Skip, "not checked: " + because);

    /// <summary>A failure with its sentence, whose advice is in it.</summary>
    public static Check Failed(string name, UserError error) => new(name, CheckResult.Fail, Output.Advice.OnCommandLine(error.Message, error)) { Code = error.Code };
}
