using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The screen while one is logged in: what is shown, and where keys and events go.</summary>
internal sealed class ChatScreen
{
    // So many events, then keys and the screen have their turn.
    private const int EventsInARow = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), ShortPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    private readonly IChatLink _link;
    private readonly CommandContext _context;
    private readonly CommandDesk _desk;
    private readonly ChatPage _chat;
    private readonly StatusLine _status;
    private IPage _page;
    private bool _leaving;
    private bool _away;
    private int _firstBuffer;
    private long? _pinged;

    /// <summary>A screen for a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="context">Clock and folder.</param>
    /// <param name="overlays">The boxes above.</param>
    /// <param name="post">Runs something on the thread of the screen.</param>
    public ChatScreen(ITuiSession session, CommandContext context, Overlays overlays, Action<Action> post)
    {
        _link = session.Link;
        _context = context;
        Overlays = overlays;
        Book = new BufferBook(_link, context.Time);
        Transfers = new TransferPage(_link, context, overlays, post) { Tell = Tell };
        Members = new MemberPane(_link, name => Show(Book.Open(BufferKey.Private(name))));
        _desk = new CommandDesk(this, _link, context);
        Files = new FilePage(_link, context, overlays, get => _ = _desk.DoAsync(get));
        _status = new StatusLine(session.Server, _link, Transfers, context.Time);
        _page = _chat = new ChatPage(Book);
    }

    /// <summary>All buffers.</summary>
    public BufferBook Book { get; }

    /// <summary>Who is in the room.</summary>
    public MemberPane Members { get; }

    /// <summary>The server's files.</summary>
    public FilePage Files { get; }

    /// <summary>The downloads and uploads.</summary>
    public TransferPage Transfers { get; }

    /// <summary>Keys and commands.</summary>
    public HelpPage Help { get; } = new();

    /// <summary>The boxes above.</summary>
    public Overlays Overlays { get; }

    /// <summary>What fills the middle.</summary>
    public IPage Page => _page;

    /// <summary>A chat buffer fills the middle.</summary>
    public bool ShowsChat => _page == _chat;

    /// <summary>The person wants another server next.</summary>
    public bool WantsLogin { get; private set; }

    /// <summary>The buffers, and behind them the pages, as the list on the left shows them; the one that is shown is among them.</summary>
    /// <param name="most">Rows at most.</param>
    public IReadOnlyList<ScreenRow> BufferRows(int most)
    {
        var rows = Book.All.Select((b, i) => BufferRow(i, b.Title, b.Mentions > 0 ? $"{b.Unread}!" : b.Unread > 0 ? $"{b.Unread}" : "", b.Mentions > 0, ShowsChat && b == Book.Active, b.Present));
        var at = Book.All.Count;
        ScreenRow[] all =
        [
            .. rows,
            BufferRow(at, "Files", "", false, _page == Files, true),
            BufferRow(at + 1, "Transfers", Transfers.Running > 0 ? $"{Transfers.Running}" : "", false, _page == Transfers, true),
        ];
        _firstBuffer = Math.Max(0, Array.FindIndex(all, r => r.Selected) - most + 1);
        return all[_firstBuffer..];
    }

    /// <summary>A click on a row of the list that is seen.</summary>
    public void ChooseBuffer(int row) => GlobalKeys.GoTo(this, _firstBuffer + row);

    /// <summary>The mouse is for this program; else the terminal selects text with it.</summary>
    public bool Mouse { get; set; }

    /// <summary>The row above the middle: what is shown.</summary>
    public ScreenRow TitleRow()
    {
        if (!ShowsChat)
            return ScreenRow.Of(_page.Title, SpanStyle.Strong);
        var buffer = Book.Active;
        var topic = buffer.Topic.Length > 0 ? "  " + SafeText.Show(buffer.Topic) : buffer.Key.Kind == BufferKind.Private ? "  only the two of you" : "";
        var below = buffer.View.Follows ? "" : $"  [{Quantities.Count(buffer.View.Below, "line")} below, Esc]";
        return new([new(buffer.Title, SpanStyle.Strong), new(buffer.Present ? "" : "  (not in the room)", SpanStyle.Dim), new(below, SpanStyle.Mention), new(topic)]);
    }

    /// <summary>The row that says how the connection is.</summary>
    public ScreenRow StatusRow(int columns)
    {
        return _status.Row(columns, _away, Book.All.Sum(b => b.Waiting));
    }

    /// <summary>Time has passed: now and then the round trip is measured.</summary>
    public void Tick()
    {
        if (!_link.Online || _leaving || (_pinged is { } last && _context.Time.GetElapsedTime(last) < PingEvery))
            return;
        _pinged = _context.Time.GetTimestamp();
        _status.Sample();
        _ = _desk.DoQuietlyAsync(new PingAction());
    }

    /// <summary>Follows the session to its end.</summary>
    /// <param name="login">The login, which was read already.</param>
    /// <returns>The last event.</returns>
    public async Task<DisconnectedEvent> FollowAsync(IReadOnlyList<ChatEvent> login)
    {
        foreach (var happened in login)
            Handle(happened);
        var end = new DisconnectedEvent(null, null);
        while (await _link.Events.WaitToReadAsync())
        {
            for (var i = 0; i < EventsInARow && _link.Events.TryRead(out var happened); i++)
            {
                Handle(happened);
                end = happened as DisconnectedEvent ?? end;
            }

            // Behind the keys that wait.
            await Task.Yield();
        }

        return end;
    }

    /// <summary>Takes a key.</summary>
    public void Press(KeyPress press)
    {
        if (GlobalKeys.Press(this, press))
            return;
        if (Members.Focused)
            Members.Press(press);
        else if (!_page.Press(press))
            Edit(press);
    }

    /// <summary>Shows a buffer.</summary>
    public void Show(ChatBuffer buffer)
    {
        Show(_chat);
        Book.Activate(buffer);
    }

    /// <summary>Shows a page; the one that is shown gives way to the chat.</summary>
    public void Show(IPage page)
    {
        _page = page;
        Members.Focused = false;
        Book.ActiveIsSeen = ShowsChat;
        if (ShowsChat)
            Book.Active.Read();
    }

    /// <summary>Back to the chat.</summary>
    public void ShowChat() => Show(_chat);

    /// <summary>Shows the files, as the server has them now.</summary>
    public Task ShowFilesAsync(string pattern)
    {
        Show(Files);
        return Files.LoadAsync(pattern);
    }

    /// <summary>Tells something where the person is.</summary>
    public void Tell(TranscriptLine line)
    {
        Book.Active.Add(line);
        if (!(ShowsChat && Book.Active.View.Follows) && line.Spans.Any(s => s.Style == SpanStyle.Error))
            Notice = line.Text;
    }

    /// <summary>What went wrong while the end of the chat is not seen, until the next key; null: nothing.</summary>
    public string? Notice { get; private set; }

    /// <summary>Where one can go to by name.</summary>
    public void OpenSwitcher()
    {
        var buffers = Book.All.Select(b => new Destination(b.Title, b.Unread > 0 ? $"{b.Unread} new" : "", () => Show(b)));
        Destination[] pages = [new("Files", "F2", () => _ = ShowFilesAsync("")), new("Transfers", "F4", () => Show(Transfers)), new("Help", "F1", () => Show(Help))];
        var people = _link.Members(BufferKey.Lobby.Name).Where(m => Book.All.All(b => b.Key != BufferKey.Private(m.Name)))
            .Select(m => new Destination("@" + SafeText.Show(m.Name), m.Away ? "away" : "", () => Show(Book.Open(BufferKey.Private(m.Name)))));
        Overlays.Open(new Switcher([.. buffers, .. pages, .. people], Overlays.Close));
    }

    /// <summary>Leaves, after a question where downloads run.</summary>
    public async Task LeaveAsync(string reason, bool again)
    {
        if (_leaving)
            return;
        if (Transfers.Running > 0)
        {
            var running = $"{Quantities.Count(Transfers.Running, "transfer")} not done yet. What came is kept, and goes on when it is asked for again.";
            if (await Overlays.AskAsync(new Question("Leave?", [running], [new('l', "leave"), new('s', "stay")], otherwise: 1)) != 0)
                return;
        }

        (_leaving, WantsLogin) = (true, again);
        await Transfers.StopAllAsync();
        using var patience = new CancellationTokenSource(Patience, _context.Time);
        await _link.LogoutAsync(reason, patience.Token);
    }

    /// <summary>Leaves at once: others are told, unless that takes long.</summary>
    public async Task AbandonAsync()
    {
        _leaving = true;
        _ = Transfers.StopAllAsync();
        using var patience = new CancellationTokenSource(ShortPatience, _context.Time);
        await _link.LogoutAsync("", patience.Token);
    }

    private void Edit(KeyPress press)
    {
        var input = _page.Input;
        switch (press.Key)
        {
            case Key.Enter:
                var line = input.Take();
                // Who says something wants to see it; who searches does not.
                if (ShowsChat && !line.StartsWith('/'))
                    Book.Active.View.ToEnd();
                if (ShowsChat || line.StartsWith('/'))
                    _desk.Enter(line);
                break;
            case Key.EndOfInput when input.Text.Length == 0:
                _ = LeaveAsync("", again: false);
                break;
            case Key.EndOfInput:
                input.Apply(new(Key.Delete));
                break;
            case Key.Tab:
                if (Completion.Find(input.Text, input.Cursor, _link, Book.Active.Key, SlashCommand.OnScreen, Files.Paths) is { } found)
                    input.Replace(found.Start, input.Cursor, found.Text);
                break;
            case Key.Paste:
                _ = PasteAsync(input, press.Text.TrimEnd('\n'));
                break;
            default:
                input.Apply(press);
                break;
        }
    }

    private async Task PasteAsync(LineBuffer input, string text)
    {
        var answer = PasteGuard.IsLong(text) ? await Overlays.AskAsync(PasteGuard.Ask(text)) : PasteGuard.Insert;
        if (answer == PasteGuard.Insert)
            input.Apply(new(Key.Paste, text));
        else if (answer == PasteGuard.Put)
            await PasteGuard.PutAsync(text, _context, _desk.DoAsync);
    }

    private void Handle(ChatEvent happened)
    {
        Book.Handle(happened);
        _status.Handle(happened);
        if (happened is MemberChangedEvent changed && string.Equals(changed.Name, _link.OwnName, StringComparison.OrdinalIgnoreCase))
            _away = changed.Away;
        if (happened is not (MessageEvent or DeliveryEvent or RoundTripEvent))
            Members.Invalidate();
    }

    /// <summary>What is told once is not told for ever.</summary>
    public void ForgetNotice() => Notice = null;

    private static ScreenRow BufferRow(int index, string title, string count, bool calls, bool active, bool present)
    {
        var number = index < 10 ? $"{(index + 1) % 10} " : "  ";
        var style = calls ? SpanStyle.Mention : count.Length > 0 ? SpanStyle.Strong : present ? SpanStyle.Plain : SpanStyle.Dim;
        return new([new(number, SpanStyle.Dim), new(title, style), new(count.Length > 0 ? " " + count : "", calls ? SpanStyle.Mention : SpanStyle.Accent)], active);
    }
}
