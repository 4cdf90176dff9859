using System.Text;
using Spectre.Console;

namespace Messenger.Cli.Output;

/// <summary>Spectre.Console on our own streams: it asks neither <see cref="Console"/> nor the environment for anything.</summary>
internal static class SpectreConsole
{
    /// <summary>A console that writes to a stream.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="color">With colours.</param>
    /// <param name="columns">Width of the terminal, asked for each time.</param>
    /// <param name="live">The cursor may be moved: for progress.</param>
    public static IAnsiConsole On(TextWriter writer, bool color, Func<int> columns, bool live = false)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = color || live ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
            Interactive = live ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new Sink(writer, columns),
            EnvironmentVariables = new Dictionary<string, string>(),
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private sealed class Sink(TextWriter writer, Func<int> columns) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => columns();

        public int Height => 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
