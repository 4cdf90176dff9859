using Messenger.Cli.CommandLine;
using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Platform;
using Messenger.Platform.Startup;

namespace Messenger.Cli;

/// <summary>The program between its command line and its exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs a command line to its end; never throws.</summary>
    /// <param name="argv">The command line, without the program's name.</param>
    /// <param name="context">What it runs in.</param>
    /// <param name="cancel">A signal asks to stop.</param>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> argv, CommandContext context, CancellationToken cancel)
    {
        var verbose = argv.TakeWhile(a => a != "--").Any(a => a is "--verbose" or "-v");
        ExitCode code;
        try
        {
            code = await DispatchAsync(argv, context, cancel);
        }
        catch (Exception e)
        {
            code = Report(e, context, verbose);
        }

        try
        {
            context.Out.Flush();
        }
        catch (Exception e)
        {
            // What failed first counts.
            var flushed = Report(e, context, verbose);
            code = code == ExitCode.Done ? flushed : code;
        }

        return code;
    }

    private static async Task<ExitCode> DispatchAsync(IReadOnlyList<string> argv, CommandContext context, CancellationToken cancel)
    {
        var typed = ArgvNormalizer.Normalize(argv);
        if (typed.Version)
        {
            context.Out.WriteLine(BuildInfo.Of("msgr").ToString());
            return ExitCode.Done;
        }

        if (typed.Help)
        {
            context.Out.Write(typed.Command is null ? HelpText.OfProgram() : HelpText.Of(typed.Command));
            return ExitCode.Done;
        }

        if (typed.Command is null)
        {
            context.Error.Write(HelpText.OfProgram());
            return ExitCode.Usage;
        }

        try
        {
            return await CommandBinder.Bind(typed, argv).RunAsync(context, cancel);
        }
        catch (UserError e) when (SecretPrompt.CanHelp(e, context))
        {
            await SecretPrompt.AskAsync(e, context, cancel);
            return await CommandBinder.Bind(typed, argv).RunAsync(context, cancel);
        }
    }

    private static ExitCode Report(Exception error, CommandContext context, bool verbose)
    {
        var failure = Failure.Of(error, context.StoppedBy());
        if (failure.Sentence is not null)
            context.Note(failure.Sentence);
        if (verbose && failure.Sentence is not null)
            context.Error.WriteLine(Platform.Text.SafeText.Show(error.ToString(), Platform.Text.LayoutCharacters.LineFeeds));
        return failure.Code;
    }
}
