using System.Globalization;
using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Where one is connected to, as whom, how well; and what goes on beside what is shown.</summary>
/// <param name="server">The server.</param>
/// <param name="link">The session.</param>
/// <param name="transfers">The transfers.</param>
internal sealed class StatusLine(ServerAddress server, IChatLink link, TransferPage transfers)
{
    private string _encryption = "";
    private string _why = "";

    /// <summary>Takes in what happened.</summary>
    public void Handle(ChatEvent happened)
    {
        if (happened is ConnectedEvent connected)
            _encryption = connected.Encryption;
        else if (happened is ReconnectingEvent lost)
            _why = lost.Why;
        else if (happened is LoggedInEvent)
            _why = "";
    }

    /// <summary>The row; what matters less is left out where it is narrow.</summary>
    /// <param name="columns">Columns of the row.</param>
    /// <param name="away">The person is away.</param>
    /// <param name="waiting">Messages that are not delivered yet.</param>
    public ScreenRow Row(int columns, bool away, int waiting)
    {
        var parts = new List<Span> { State() };
        if (waiting > 0)
            parts.Add(new($"{waiting} not delivered", SpanStyle.Mention));
        if (transfers.Running > 0)
            parts.Add(new($"⇅{transfers.Running} {Quantities.Rate(transfers.BytesPerSecond)}", SpanStyle.Accent));
        parts.Add(new(SafeText.Show($"{link.OwnName}@{server}") + (away ? " (away)" : "")));
        if (link.State == ConnectionState.Online && link.RoundTrip is { } roundTrip)
            parts.Add(new($"RTT {Milliseconds(roundTrip)}"));
        if (link.State == ConnectionState.Online && _encryption.Length > 0)
            parts.Add(new(SafeText.Show(_encryption)));
        return new(Fitting(parts, columns));
    }

    private Span State() => link.State switch
    {
        ConnectionState.Online => new("online", SpanStyle.Accent),
        ConnectionState.Connecting => new("connecting …", SpanStyle.Mention),
        ConnectionState.Waiting => new("no connection, trying again" + (_why.Length > 0 ? $" ({SafeText.Show(_why).TrimEnd('.')})" : ""), SpanStyle.Error),
        _ => new("logged out", SpanStyle.Error),
    };

    private static List<Span> Fitting(List<Span> parts, int columns)
    {
        var fitting = new List<Span>();
        var used = 0;
        foreach (var part in parts)
        {
            var text = fitting.Count == 0 ? TextWidth.Fit(part.Text, columns) : part.Text;
            var width = TextWidth.Of(text) + (fitting.Count == 0 ? 0 : 3);
            if (used + width > columns)
                continue;
            if (fitting.Count > 0)
                fitting.Add(new(" │ ", SpanStyle.Dim));
            fitting.Add(part with { Text = text });
            used += width;
        }

        return fitting;
    }

    private static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";
}
