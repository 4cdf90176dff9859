using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Platform;

namespace Messenger.Cli.Trace;

/// <summary><c>msgr trace</c>: draws the record of a transfer, and says what held it back.</summary>
internal sealed class TraceCommand(string file, bool json) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var samples = TraceReader.Read(Path.Combine(context.WorkingDirectory, file));
        var verdict = TraceVerdict.Of(samples);
        if (json)
        {
            context.Write(new TraceObject(Math.Round(samples[^1].Time.TotalSeconds, 3), samples[^1].Total, samples[^1].Verified, verdict));
            return Task.FromResult(ExitCode.Done);
        }

        TraceChart.Draw(SpectreConsole.On(context.Out, context.ColorOutput, context.Columns), samples, context.Columns());
        foreach (var sentence in verdict)
            context.Out.WriteLine(sentence);
        return Task.FromResult(ExitCode.Done);
    }
}
