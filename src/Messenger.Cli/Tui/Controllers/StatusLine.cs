using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Client.Measure;
using Messenger.Client.Session;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Where one is connected to, as whom, how well; and what goes on beside what is shown.</summary>
/// <param name="server">The server.</param>
/// <param name="link">The session.</param>
/// <param name="transfers">The transfers.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusLine(ServerAddress server, IChatLink link, TransferPage transfers, TimeProvider time)
{
    // A chat sends little: what is lost lately is what was lost in the last minutes.
    private static readonly TimeSpan LossWindow = TimeSpan.FromMinutes(3);

    private const double WorthASign = 0.01; // From here on people feel it.

    private readonly LossMeter _loss = new(time, LossWindow);
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

    /// <summary>Looks at what the transport has counted.</summary>
    public void Sample()
    {
        if (link.Count is { } count)
            _loss.Add(count);
    }

    /// <summary>The row; what matters less is left out where it is narrow.</summary>
    /// <param name="columns">Columns of the row.</param>
    /// <param name="away">The person is away.</param>
    /// <param name="waiting">Messages that are not delivered yet.</param>
    public ScreenRow Row(int columns, bool away, int waiting)
    {
        var parts = new List<Part> { new(State()) };
        if (waiting > 0)
            parts.Add(new(new($"{waiting} not delivered", SpanStyle.Mention)));
        if (transfers.Running > 0)
            parts.Add(new(new(transfers.Summary, SpanStyle.Accent), Short: transfers.ShortSummary));
        var note = away ? " (away)" : "";
        parts.Add(new(new(SafeText.Show($"{link.OwnName}@{server}") + note), Short: SafeText.Show(server.Host) + note));
        if (link.State == ConnectionState.Online)
        {
            var loss = _loss.Share;
            if (link.RoundTrip is { } roundTrip)
                parts.Add(new(new($"RTT {Quantities.RoundTrip(roundTrip)}")));
            if (loss is not null)
                parts.Add(new(new($"loss {Quantities.Share(loss.Value)}", loss >= WorthASign ? SpanStyle.Mention : SpanStyle.Plain), Behind: link.RoundTrip is null ? " │ " : ", "));
            if (_encryption.Length > 0)
                parts.Add(new(new(SafeText.Show(_encryption) + " over TCP"), Short: string.Join(' ', _encryption.Split(' ').Take(2)) + "/TCP"));
        }

        return new(Fitting(parts, columns));
    }

    private Span State() => link.State switch
    {
        ConnectionState.Online => new("online", SpanStyle.Accent),
        ConnectionState.Connecting => new("connecting …", SpanStyle.Mention),
        ConnectionState.Waiting => new("no connection, trying again" + (_why.Length > 0 ? $" ({Wording.Of(_why)})" : ""), SpanStyle.Error),
        _ => new("logged out", SpanStyle.Error),
    };

    // What stands last is said shortly first, and left out first.
    private static List<Span> Fitting(List<Part> parts, int columns)
    {
        for (var i = parts.Count - 1; i >= 0 && WidthOf(parts) > columns; i--)
            parts[i] = parts[i].Short is { } few ? parts[i] with { Span = parts[i].Span with { Text = few } } : parts[i];
        for (var i = parts.Count - 1; i > 0 && WidthOf(parts) > columns; i--)
            parts.RemoveAt(i);
        var fitting = new List<Span> { parts[0].Span with { Text = TextWidth.Fit(parts[0].Span.Text, columns) } };
        foreach (var part in parts.Skip(1))
            fitting.AddRange([new(part.Behind, SpanStyle.Dim), part.Span]);
        return fitting;
    }

    private static int WidthOf(List<Part> parts) =>
        parts.Select((part, i) => TextWidth.Of(part.Span.Text) + (i == 0 ? 0 : part.Behind.Length)).Sum();

    /// <summary>Something to say.</summary>
    /// <param name="Span">It.</param>
    /// <param name="Behind">What stands between it and the one before.</param>
    /// <param name="Short">The same where there is little room; null: there is no shorter way to say it.</param>
    private sealed record Part(Span Span, string Behind = " │ ", string? Short = null);
}
