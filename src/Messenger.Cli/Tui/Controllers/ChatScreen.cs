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
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10), KeepEvery = TimeSpan.FromMinutes(1);

    private readonly ITuiSession _session;
    private readonly IChatLink _link;
    private readonly CommandContext _context;
    private readonly CommandDesk _desk;
    private readonly Typing _typing;
    private readonly ChatPage _chat;
    private readonly StatusLine _status;
    private IPage _page;
    private bool _leaving;
    private bool _away;
    private long? _pinged;
    private long _kept;

    /// <summary>A screen for a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="context">Clock and folder.</param>
    /// <param name="overlays">The boxes above.</param>
    /// <param name="post">Runs something on the thread of the screen.</param>
    public ChatScreen(ITuiSession session, CommandContext context, Overlays overlays, Action<Action> post)
    {
        _session = session;
        _link = session.Link;
        _context = context;
        Overlays = overlays;
        Book = new BufferBook(_link, context.Time, session.ReadBefore(_link.OwnName));
        Transfers = new TransferPage(_link, context, overlays, post) { Tell = Tell, Answer = said => Notice = new(said) };
        Members = new MemberPane(_link, name => Show(Book.Open(BufferKey.Private(name))));
        _desk = new CommandDesk(this, _link, context);
        Files = new FilePage(_link, context, overlays, Begin);
        Local = new LocalPage(context, overlays, () => LocalDeeds.Of(Book.Active.Key, Begin));
        var rooms = new RoomNames(_link, context.Time);
        var completion = new Completion(_link, SlashCommand.OnScreen, context.WorkingDirectory) { Files = () => Files.Paths, Rooms = () => rooms.Known, Speakers = target => Book.Open(target).Speakers.Names };
        _typing = new Typing(this, _desk, completion, context, () => Task.WhenAll(Files.Loading, rooms.Loading));
        List = new BufferList(this);
        _status = new StatusLine(session.Server, _link, Transfers, context.Time);
        _page = _chat = new ChatPage(Book);
        _kept = context.Time.GetTimestamp();
    }

    /// <summary>All buffers.</summary>
    public BufferBook Book { get; }

    /// <summary>Who is in the room.</summary>
    public MemberPane Members { get; }

    /// <summary>The server's files.</summary>
    public FilePage Files { get; }

    /// <summary>This machine's files.</summary>
    public LocalPage Local { get; }

    /// <summary>The list on the left.</summary>
    public BufferList List { get; }

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

    /// <summary>Where the person wants to talk at first: shown when it is entered, unless something was typed or chosen before; null: where one is.</summary>
    public BufferKey? Wanted { get; set; }

    /// <summary>The mouse is for this program; else the terminal selects text with it.</summary>
    public bool Mouse { get; set; }

    /// <summary>What can be done here.</summary>
    public HintLine Hints => field ??= new(this);

    /// <summary>The row above the middle: what is shown.</summary>
    public ScreenRow TitleRow() => ShowsChat ? _chat.Heading : ScreenRow.Of(_page.Title, SpanStyle.Strong);

    /// <summary>The row that says how the connection is.</summary>
    public ScreenRow StatusRow(int columns)
    {
        return _status.Row(columns, _away, Book.All.Sum(b => b.Waiting));
    }

    /// <summary>Time has passed: now and then the round trip is measured, and what was read is kept.</summary>
    public void Tick()
    {
        if (_context.Time.GetElapsedTime(_kept) >= KeepEvery)
            KeepRead();
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

        _session.KeepRead(_link.OwnName, Book.Read);
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
            _typing.Press(press);
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
        if (Page != Files)
            Files.ClearFilter();
        Show(Files);
        return Files.LoadAsync(pattern);
    }

    /// <summary>Shows this machine's files, as they are now.</summary>
    public Task ShowLocalAsync()
    {
        if (Page != Local)
            Local.ClearFilter();
        Show(Local);
        return Local.LoadAsync();
    }

    /// <summary>Tells something where the person is.</summary>
    public void Tell(TranscriptLine line)
    {
        Book.Active.Add(line);
        if (!(ShowsChat && Book.Active.View.Follows) && line.Spans.Any(s => s.Style == SpanStyle.Error))
            Notice = new(line.Text, SpanStyle.Error);
    }

    /// <summary>What stands in the place of the hints until the next key: what went wrong while the end of the chat is not seen, what Tab may mean; null: nothing.</summary>
    public Span? Notice { get; set; }

    /// <summary>Where one can go to by name.</summary>
    public void OpenSwitcher()
    {
        var buffers = Book.All.Select(b => new Destination(b.Title, b.Unread > 0 ? $"{b.Unread} new" : "", () => Show(b)));
        Destination[] pages = [new("Files", "F2", () => _ = ShowFilesAsync("")), new("Your files", "F5", () => _ = ShowLocalAsync()), new("Transfers", "F4", () => Show(Transfers)), new("Help", "F1", () => Show(Help))];
        var people = _link.Members(BufferKey.Lobby.Name).Where(m => m.Name != _link.OwnName && Book.All.All(b => b.Key != BufferKey.Private(m.Name)))
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
            var running = $"{Plural.Of(Transfers.Running, "transfer")} not done yet. What came is kept, and goes on when it is asked for again.";
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

    // Beside the screen: a disk may take its time.
    private void KeepRead()
    {
        _kept = _context.Time.GetTimestamp();
        var (name, read) = (_link.OwnName, Book.Read);
        _ = Task.Run(() => _session.KeepRead(name, read));
    }

    private void Handle(ChatEvent happened)
    {
        Book.Handle(happened);
        _status.Handle(happened);
        if (happened is ParcelEvent { Parcel: var parcel })
            Transfers.Handle(parcel);
        if (happened is RoomEnteredEvent entered && BufferKey.Room(entered.Room) == Wanted)
            ShowWanted();
        if (happened is MemberChangedEvent { Own: true } changed)
            _away = changed.Away;
        if (happened is not (MessageEvent or DeliveryEvent or RoundTripEvent))
            Members.Invalidate();
    }

    private void ShowWanted()
    {
        if (ShowsChat && Book.Active.Key == BufferKey.Lobby && Book.Active.Input.Text.Length == 0)
            Show(Book.Open(Wanted!.Value));
        Wanted = null;
    }

    // Where bytes are to be seen moving is where one wants to be.
    private void Begin(ChatAction transfer)
    {
        Show(Transfers);
        _ = _desk.DoAsync(transfer);
    }
}
