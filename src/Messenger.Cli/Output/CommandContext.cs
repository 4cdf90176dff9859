using System.Text;
using Messenger.Cli.Output.Json;
using Messenger.Cli.Terminal;
using Messenger.Platform;
using Messenger.Platform.Startup;
using Messenger.Platform.Text;

namespace Messenger.Cli.Output;

/// <summary>What a command runs in: its streams, what they are connected to, the environment, the clock. Tests make their own.</summary>
internal sealed class CommandContext
{
    /// <summary>Stands before every note, so that it is known in a log of many programs.</summary>
    public const string NoteMark = "msgr: ";

    /// <summary>Data: standard output, unbuffered.</summary>
    public required Stream Output { get; init; }

    /// <summary>What is typed or piped in.</summary>
    public required Stream Input { get; init; }

    /// <summary>Everything that is not data: errors, notes, progress, questions.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input is a terminal: questions can be answered.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Standard error is a terminal: progress is seen.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal, now.</summary>
    public Func<int> Columns { get; init; } = () => 80;

    /// <summary>Rows of the terminal, now.</summary>
    public Func<int> Rows { get; init; } = () => 24;

    /// <summary>Reads a variable of the environment; null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The clock and the local time zone.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The exit code of the signal that asked to stop; <see cref="ExitCode.Done"/> when none came.</summary>
    public Func<ExitCode> StoppedBy { get; init; } = () => ExitCode.Done;

    /// <summary>Relative paths start from here.</summary>
    public string WorkingDirectory { get; init; } = System.Environment.CurrentDirectory;

    /// <summary>Data as text: UTF-8 without a mark, flushed by every command.</summary>
    public TextWriter Out => field ??= new StreamWriter(Output, new UTF8Encoding(false), bufferSize: 16 * 1024, leaveOpen: true);

    /// <summary>Lines of standard input.</summary>
    public TextReader In => field ??= new StreamReader(Input, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);

    /// <summary>Colours on standard output.</summary>
    public bool ColorOutput => ColorPolicy.UseColor(OutputIsTerminal, Environment);

    /// <summary>Colours on standard error.</summary>
    public bool ColorError => ColorPolicy.UseColor(ErrorIsTerminal, Environment);

    /// <summary>Now, in the local time zone.</summary>
    public DateTimeOffset Now => Time.GetLocalNow();

    /// <summary>A note for people, on standard error.</summary>
    /// <param name="sentence">Safe text.</param>
    public void Note(string sentence) => Error.WriteLine(NoteMark + sentence);

    /// <summary>An object as a line of data.</summary>
    public void Write(JsonObject value) => Out.WriteLine(JsonLine.Write(value));

    /// <summary>
    /// Text from the network for standard output: safe on a terminal; for a pipe as it is, unless a line feed would make two lines of one.
    /// </summary>
    public string Show(string text) => OutputIsTerminal || text.AsSpan().ContainsAny('\n', '\r') ? SafeText.Show(text) : text;

    /// <summary>The same, with nothing said and nobody asked: for what runs behind a person's back.</summary>
    public CommandContext WithoutError() => WithError(TextWriter.Null);

    /// <summary>The same, with nobody asked, and all that is no data said elsewhere.</summary>
    public CommandContext WithError(TextWriter error) => new()
    {
        Output = Output,
        Input = Stream.Null,
        Error = error,
        Environment = Environment,
        Time = Time,
        StoppedBy = StoppedBy,
        WorkingDirectory = WorkingDirectory,
    };

    /// <summary>The context of this process.</summary>
    /// <param name="stoppedBy">See <see cref="StoppedBy"/>.</param>
    public static CommandContext OfProcess(Func<ExitCode> stoppedBy)
    {
        var error = new StreamWriter(new ErrorStream(), new UTF8Encoding(false)) { AutoFlush = true };
        var output = TerminalDevice.IsTerminal(1);
        return new()
        {
            Output = new OutputStream(StandardStreams.OpenOutput()),
            Input = StandardStreams.OpenInput(),
            Error = TextWriter.Synchronized(error),
            InputIsTerminal = TerminalDevice.IsTerminal(0),
            OutputIsTerminal = output,
            ErrorIsTerminal = TerminalDevice.IsTerminal(2),
            Columns = () => TerminalDevice.Columns(output ? 1 : 2),
            Rows = () => TerminalDevice.Rows(output ? 1 : 2),
            StoppedBy = stoppedBy,
            Environment = System.Environment.GetEnvironmentVariable,
        };
    }
}
