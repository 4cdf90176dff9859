using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Asks for server and name; servers that were met before can be chosen.</summary>
internal sealed class LoginForm : IOverlay
{
    private const int MostRecent = 6;
    private const string ServerLabel = "Server  ", NameLabel = "Name    ";
    private readonly IReadOnlyList<string> _recent;
    private readonly Action<string, string> _connect;
    private readonly Action _leave;
    private readonly LineBuffer _server = new();
    private readonly LineBuffer _name = new();
    private int _field; // 0: server, 1: name, 2 and up: the servers that were met.

    /// <summary>An empty form, or one that is filled in.</summary>
    /// <param name="sessions">What is known.</param>
    /// <param name="connect">Takes server and name.</param>
    /// <param name="leave">The person wants to go.</param>
    public LoginForm(ITuiSessions sessions, Action<string, string> connect, Action leave)
    {
        _recent = [.. sessions.Recent.Take(MostRecent)];
        _connect = connect;
        _leave = leave;
        _server.Replace(0, 0, sessions.Host);
        _name.Replace(0, 0, sessions.User);
        _field = sessions.User.Length == 0 ? 1 : 0;
    }

    /// <summary>Why the last attempt failed, one sentence, safe; null: nothing failed.</summary>
    public string? Problem { get; private set; }

    /// <summary>A connection is being made.</summary>
    public bool Busy { get; private set; }

    /// <inheritdoc/>
    public string Title => "Log in";

    /// <inheritdoc/>
    public int PreferredColumns => 60;

    /// <summary>The attempt failed.</summary>
    /// <param name="problem">One sentence, safe.</param>
    /// <param name="nameIsWrong">Another name may help.</param>
    public void Fail(string problem, bool nameIsWrong)
    {
        (Problem, Busy) = (problem, false);
        if (nameIsWrong)
            _field = 1;
    }

    /// <inheritdoc/>
    public OverlayContent Content(int columns, int rows)
    {
        var content = new List<ScreenRow>();
        var server = Field(ServerLabel, _server, 0, columns, content);
        var name = Field(NameLabel, _name, 1, columns, content);
        if (_recent.Count > 0 && rows > 6)
        {
            content.Add(ScreenRow.Of("Servers that you know:", SpanStyle.Dim));
            content.AddRange(_recent.Select((r, i) => ScreenRow.Of("  " + TextWidth.Fit(SafeText.Show(r), columns - 2), selected: _field == i + 2)).Take(rows - 6));
        }

        content.Add(ScreenRow.Empty);
        if (Busy)
            content.Add(ScreenRow.Of("connecting …", SpanStyle.Accent));
        else if (Problem is { } problem)
            content.AddRange(Wrapping.Of(problem, columns).Select(r => ScreenRow.Of(problem[r.Start..r.End], SpanStyle.Error)).Take(Math.Max(1, rows - content.Count - 1)));
        content.Add(new([new("Enter", SpanStyle.Accent), new(" log in  "), new("Tab", SpanStyle.Accent), new(" next field  "), new("Esc", SpanStyle.Accent), new(" leave")]));
        return new(content, _field == 0 ? server : _field == 1 ? name : null);
    }

    /// <inheritdoc/>
    public void Press(KeyPress press)
    {
        if (press.Key is Key.Escape or Key.EndOfInput)
            _leave();
        else if (Busy)
            return;
        else if (press.Key is Key.Tab or Key.Down or Key.Next)
            _field = (_field + 1) % (2 + _recent.Count);
        else if (press.Key is Key.BackTab or Key.Up or Key.Previous)
            _field = (_field + 1 + _recent.Count) % (2 + _recent.Count);
        else if (press.Key == Key.Enter)
            Enter();
        else if (_field < 2)
            (_field == 0 ? _server : _name).Apply(press.Key == Key.Paste ? press with { Text = press.Text.Trim() } : press);
    }

    private void Enter()
    {
        if (_field >= 2)
        {
            _server.Replace(0, _server.Text.Length, _recent[_field - 2]);
            _field = 1;
            return;
        }

        if (_server.Text.Trim().Length == 0 || _name.Text.Trim().Length == 0)
        {
            _field = _server.Text.Trim().Length == 0 ? 0 : 1;
            Problem = _field == 0 ? "name a server: HOST or HOST:PORT" : "choose a name that others see";
            return;
        }

        (Problem, Busy) = (null, true);
        _connect(_server.Text.Trim(), _name.Text.Trim());
    }

    private (int, int)? Field(string label, LineBuffer line, int number, int columns, List<ScreenRow> content)
    {
        var input = InputRows.Of("", line, Math.Max(1, columns - label.Length), 1);
        content.Add(new([new(label, _field == number ? SpanStyle.Accent : SpanStyle.Dim), .. input.Rows[0].Spans]));
        return (label.Length + input.Column, content.Count - 1);
    }
}
