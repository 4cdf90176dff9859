using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Asks for server and name, and for the secret of a server that has one; servers that were met before can be chosen.</summary>
internal sealed class LoginForm : IOverlay
{
    private const int MostRecent = 6, NarrowestWithWords = 40;
    private readonly IReadOnlyList<string> _recent;
    private readonly Action<LoginChoice> _connect;
    private readonly Action _leave;
    private readonly LineBuffer _server = new();
    private readonly LineBuffer _name = new();
    private readonly LineBuffer _secret = new();
    private string? _asking; // The server that asks for a secret; null: none does.
    private int _chosen; // A field; and behind the fields, the servers that were met.
    private ScrolledText? _problem;
    private bool _unread; // What went wrong is read before anything else,
    private bool _reading; // and alone, where it does not fit beside the fields.

    /// <summary>An empty form, or one that is filled in.</summary>
    /// <param name="sessions">What is known.</param>
    /// <param name="before">Where the person was, and as whom, before; null: nowhere.</param>
    /// <param name="connect">Takes what was typed.</param>
    /// <param name="leave">The person wants to go.</param>
    public LoginForm(ITuiSessions sessions, LoginChoice? before, Action<LoginChoice> connect, Action leave)
    {
        _recent = [.. sessions.Recent.Take(MostRecent)];
        _connect = connect;
        _leave = leave;
        _server.Replace(0, 0, before?.Host ?? sessions.Host);
        _name.Replace(0, 0, before?.User ?? sessions.User);
        _chosen = _name.Text.Length == 0 ? 1 : 0;
    }

    /// <summary>A connection is being made.</summary>
    public bool Busy { get; private set; }

    /// <inheritdoc/>
    public string Title => "Log in";

    /// <inheritdoc/>
    public int PreferredColumns => 60;

    // The secret is asked for by one server: another one is not shown the field.
    private LineBuffer[] Fields => _asking is { } server && server == Server ? [_server, _name, _secret] : [_server, _name];

    private string Server => _server.Text.Trim();

    /// <summary>The attempt failed.</summary>
    /// <param name="problem">One sentence, safe.</param>
    /// <param name="nameIsWrong">Another name may help.</param>
    public void Fail(string problem, bool nameIsWrong)
    {
        (_problem, _unread, Busy) = (new(problem, SpanStyle.Error), true, false);
        if (nameIsWrong)
            _chosen = 1;
    }

    /// <summary>The server wants a secret, or another than the one that it was given.</summary>
    public void AskSecret()
    {
        Fail(_secret.Text.Length > 0 ? "that is not the secret of this server" : "this server lets in who knows its secret; ask its keeper", nameIsWrong: false);
        _secret.Replace(0, _secret.Text.Length, "");
        (_asking, _chosen) = (Server, 2);
    }

    /// <inheritdoc/>
    public OverlayContent Content(int columns, int rows)
    {
        var told = Busy ? [ScreenRow.Of("connecting …", SpanStyle.Accent)] : _problem?.All(columns) ?? [];
        // An empty row and that of the keys are always there.
        var room = rows - Fields.Length - 2;
        _reading = _unread && told.Length > room;
        if (_reading)
            return new([.. _problem!.Seen(columns, rows - 1), ScreenRow.OfKeys(_problem.HasMore ? ("PgDn", "more") : ("PgUp", "back"), ("Enter", "form"), ("Esc", "leave"))]);
        var (content, cursor) = FieldRows(columns);
        if (_recent.Count > 0 && room - told.Length > 1)
        {
            content.Add(ScreenRow.Of("Servers that you know:", SpanStyle.Dim));
            content.AddRange(_recent.Select((r, i) => ScreenRow.Of("  " + TextWidth.Fit(SafeText.Show(r), columns - 2), selected: _chosen == i + Fields.Length)).Take(room - told.Length - 1));
        }

        content.Add(ScreenRow.Empty);
        content.AddRange(told.Take(Math.Max(1, room)));
        content.Add(ScreenRow.OfKeys(("Enter", _chosen < Fields.Length ? "log in" : "choose"), ("Tab", columns < NarrowestWithWords ? "next" : "next field"), told.Length > room ? ("PgUp", "read") : ("Esc", "leave")));
        return new(content, cursor);
    }

    /// <inheritdoc/>
    public void Press(KeyPress press)
    {
        var places = Fields.Length + _recent.Count;
        if (press.Key is Key.Escape or Key.EndOfInput)
            _leave();
        else if (Busy || (_reading && _problem!.Press(press)))
            return;
        else if (_reading)
            _unread = _reading = false;
        else if (press.Key is Key.PageUp or Key.PageDown)
            _unread = true;
        else if (press.Key is Key.Tab or Key.Down or Key.Next)
            _chosen = (_chosen + 1) % places;
        else if (press.Key is Key.BackTab or Key.Up or Key.Previous)
            _chosen = (_chosen + places - 1) % places;
        else if (press.Key == Key.Enter)
            Enter();
        else if (_chosen < Fields.Length)
            Fields[_chosen].Apply(press.Key == Key.Paste ? press with { Text = press.Text.Trim() } : press);
    }

    private (List<ScreenRow> Rows, (int, int)? Cursor) FieldRows(int columns)
    {
        var content = new List<ScreenRow>();
        (int, int)? cursor = null;
        foreach (var (number, field) in Fields.Index())
        {
            string[] labels = ["Server  ", "Name    ", "Secret  "];
            var room = Math.Max(1, columns - labels[number].Length);
            var input = field == _secret ? InputRows.Hidden(field, room) : InputRows.Of("", field, room, 1);
            content.Add(new([new(labels[number], _chosen == number ? SpanStyle.Accent : SpanStyle.Dim), .. input.Rows[0].Spans]));
            if (_chosen == number)
                cursor = (labels[number].Length + input.Column, number);
        }

        return (content, cursor);
    }

    private void Enter()
    {
        var fields = Fields;
        if (_chosen >= fields.Length)
        {
            _server.Replace(0, _server.Text.Length, _recent[_chosen - fields.Length]);
            _chosen = 1;
            return;
        }

        JoinSecret? secret = null;
        var problem = Server.Length == 0 ? (0, "name a server: HOST or HOST:PORT")
            : _name.Text.Trim().Length == 0 ? (1, "choose a name that others see")
            : fields.Contains(_secret) && !JoinSecret.TryParse(_secret.Text, out secret) ? (2, $"type the secret: it has {JoinSecret.Shortest} characters or more")
            : default((int Field, string Sentence)?);
        if (problem is { } wrong)
        {
            (_chosen, _problem) = (wrong.Field, new(wrong.Sentence, SpanStyle.Error));
            return;
        }

        (_problem, Busy) = (null, true);
        _connect(new(Server, _name.Text.Trim(), secret));
    }
}
