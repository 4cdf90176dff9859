using System.Text;
using Messenger.Cli.Output;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>A command's surroundings, made of memory.</summary>
internal sealed class CommandBench
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public Dictionary<string, string?> Environment { get; } = new() { ["TERM"] = "xterm-256color" };

    public CommandContext Context { get; }

    public CommandBench(string input = "", bool terminal = false, bool outputTerminal = false, Stream? inputStream = null, Stream? outputStream = null, ExitCode stoppedBy = ExitCode.Done, string folder = "/home/ada")
    {
        Context = new CommandContext
        {
            Output = outputStream ?? _output,
            Input = inputStream ?? new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Error = _error,
            InputIsTerminal = terminal,
            OutputIsTerminal = outputTerminal,
            ErrorIsTerminal = terminal,
            Environment = name => Environment.GetValueOrDefault(name),
            StoppedBy = () => stoppedBy,
            Time = new UtcTime(),
            WorkingDirectory = folder,
        };
    }

    public string Out
    {
        get
        {
            Context.Out.Flush();
            return Encoding.UTF8.GetString(_output.ToArray());
        }
    }

    public string Error => _error.ToString();

    /// <summary>14:05 on 22 November 2026, in UTC, for ever.</summary>
    internal sealed class UtcTime : TimeProvider
    {
        public static readonly DateTimeOffset Now = new(2026, 11, 22, 14, 5, 0, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
