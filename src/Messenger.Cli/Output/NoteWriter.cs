using System.Text;

namespace Messenger.Cli.Output;

/// <summary>Standard error while a screen has the terminal: its lines are told on the screen instead of across it.</summary>
/// <param name="tell">Takes a sentence, without the program's name before it; on any thread.</param>
internal sealed class NoteWriter(Action<string> tell) : TextWriter
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        string line;
        lock (_gate)
        {
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }

            line = _line.ToString();
            _line.Clear();
        }

        if (line.Length > 0)
            tell(line.StartsWith(CommandContext.NoteMark, StringComparison.Ordinal) ? line[CommandContext.NoteMark.Length..] : line);
    }
}
