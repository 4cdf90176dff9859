using System.Collections.Concurrent;
using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>From the login to the log-out, and to the next login: which screen is shown, and where keys go.</summary>
/// <param name="sessions">Where sessions come from.</param>
/// <param name="context">Clock and folder.</param>
/// <param name="post">Runs something on the thread of the screen.</param>
internal sealed class TuiController(ITuiSessions sessions, CommandContext context, Action<Action> post)
{
    private readonly TaskCompletionSource _leave = new();
    private TaskCompletionSource<LoginChoice> _login = new();
    private readonly ConcurrentQueue<string> _untold = new();
    private LoginForm? _form;
    private LoginChoice? _before;
    private UserError? _failed;

    /// <summary>The boxes above everything else.</summary>
    public Overlays Overlays => field ??= new() { IsTyping = () => Chat?.Page.Input.Text.Length > 0 };

    /// <summary>The screen while one is logged in; null: nobody is.</summary>
    public ChatScreen? Chat { get; private set; }

    /// <summary>Runs until the person leaves.</summary>
    /// <returns>How the program ends.</returns>
    /// <exception cref="UserError">The person left after a login that failed.</exception>
    public async Task<ExitCode> RunAsync()
    {
        if (sessions.IsChosen)
            _login.SetResult(new(sessions.Host, sessions.User));
        else
            OpenForm();
        while (await Task.WhenAny(_login.Task, _leave.Task) == _login.Task)
        {
            var login = await _login.Task;
            _login = new();
            if (await TalkAsync(login))
                return ExitCode.Done;
        }

        return _failed is null ? ExitCode.Done : throw _failed;
    }

    /// <summary>Takes a key.</summary>
    public void Press(KeyPress press)
    {
        if (Overlays.Taker is { } top)
            top.Press(press);
        else if (Chat is { } chat)
            chat.Press(press);
        else if (press.Key is Key.Escape or Key.EndOfInput)
            _leave.TrySetResult();
    }

    /// <summary>Takes what was pasted.</summary>
    public void Paste(string text) => Press(new(Key.Paste, text));

    /// <summary>Something calls the person; said once.</summary>
    public bool TakeBell()
    {
        if (Chat?.Book is not { Bell: true } book)
            return false;
        book.Bell = false;
        return true;
    }

    /// <summary>A sentence that found no chat to be told in; null: there is none. For when the screen has gone.</summary>
    public string? TakeNote() => _untold.TryDequeue(out var note) ? note : null;

    /// <summary>Time has passed.</summary>
    public void Tick() => Chat?.Tick();

    /// <summary>Leaves without a question: the program has to end.</summary>
    public void Abandon()
    {
        _leave.TrySetResult();
        _ = Chat?.AbandonAsync();
    }

    // True: the person has left for good.
    private async Task<bool> TalkAsync(LoginChoice choice)
    {
        ITuiSession session;
        try
        {
            session = sessions.Start(choice, Note);
        }
        catch (UserError e)
        {
            Fail(e, null);
            return false;
        }

        await using (session)
        {
            var login = new List<ChatEvent>();
            if (await LogInAsync(session, login) is { } refused)
            {
                Fail(refused.Error ?? new UserError(ExitCode.CannotConnect, "the connection ended before the login"), refused.Refusal);
                return _leave.Task.IsCompleted;
            }

            session.Remember();
            CloseForm();
            _failed = null;
            var chat = Chat = new ChatScreen(session, context, Overlays, post) { Wanted = sessions.Room is { } room ? BufferKey.Room(room) : null };
            TellNotes();
            var end = await chat.FollowAsync(login);
            Chat = null;
            _before = new(choice.Host, session.Link.OwnName);
            foreach (var left in chat.Transfers.Left)
                _untold.Enqueue(left);
            if (end.Error is { } error)
                Fail(error, end.Refusal);
            else if (chat.WantsLogin)
                OpenForm();
            return end.Error is null && !chat.WantsLogin;
        }
    }

    // Null: logged in. What was read is shown later.
    private async Task<DisconnectedEvent?> LogInAsync(ITuiSession session, List<ChatEvent> read)
    {
        while (await Task.WhenAny(session.Link.Events.WaitToReadAsync().AsTask(), _leave.Task) is Task<bool> { Result: true })
        {
            while (session.Link.Events.TryRead(out var happened))
            {
                read.Add(happened);
                if (happened is DisconnectedEvent end)
                    return end;
                if (happened is LoggedInEvent)
                    return null;
            }
        }

        return new DisconnectedEvent(null, null);
    }

    private void Fail(UserError error, RefusalCode? refusal)
    {
        _failed = error;
        var form = OpenForm();
        if (refusal == RefusalCode.SecretNeeded)
            form.AskSecret();
        else
            form.Fail(Wording.Of(error.Message), refusal is RefusalCode.NameTaken or RefusalCode.NameInvalid);
    }

    private LoginForm OpenForm()
    {
        if (_form is not null)
            return _form;
        _form = new LoginForm(sessions, _before, login => _login.TrySetResult(login), () => _leave.TrySetResult());
        Overlays.Open(_form);
        return _form;
    }

    private void CloseForm()
    {
        if (_form is not null)
            Overlays.Close(_form);
        _form = null;
    }

    // On any thread.
    private void Note(string note)
    {
        _untold.Enqueue(note);
        post(TellNotes);
    }

    private void TellNotes()
    {
        while (Chat is { } chat && TakeNote() is { } note)
            chat.Tell(TranscriptLine.Of(note, SpanStyle.Notice));
    }
}
