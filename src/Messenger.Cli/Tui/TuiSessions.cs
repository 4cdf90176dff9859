using Messenger.Cli.Chat;
using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Cli.Tui.Controllers;
using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Client.Settings;
using Messenger.Platform.Files;

namespace Messenger.Cli.Tui;

/// <summary>Real sessions, begun from what was typed on the command line or in the form.</summary>
internal sealed class TuiSessions : ITuiSessions
{
    private readonly ConnectionOptions _options;
    private readonly string? _room;
    private readonly CommandContext _context;
    private readonly string? _invitation;

    /// <summary>Reads what is known.</summary>
    /// <exception cref="Platform.UserError">What was given makes no sense.</exception>
    public TuiSessions(ConnectionOptions options, string? room, CommandContext context)
    {
        _options = options;
        _room = room;
        _context = context;
        var choice = Connection.Choose(options, context, nameNeeded: false);
        Host = choice.ServerFrom == ChoiceSource.Default ? choice.Server.Host : choice.Server.ToString();
        // The invitation's key is expected where its server is not changed for another.
        _invitation = choice.InvitedKey is null && choice.InvitedSecret is null ? null : new Invitation(choice.Server, null, choice.InvitedKey) { Secret = choice.InvitedSecret }.ToString();
        User = choice.UserName;
        IsChosen = choice.ServerFrom != ChoiceSource.Default && choice.UserFrom != ChoiceSource.Default;
    }

    /// <inheritdoc/>
    public string Host { get; }

    /// <inheritdoc/>
    public string User { get; }

    /// <inheritdoc/>
    public bool IsChosen { get; }

    /// <inheritdoc/>
    public string? Room => _room;

    /// <inheritdoc/>
    public IReadOnlyList<string> Recent => KnownServers.In(new XdgDirectories(_context.Environment)).Addresses();

    /// <inheritdoc/>
    public ITuiSession Start(LoginChoice login, Action<string> note)
    {
        var options = _options with { Host = login.Host == Host ? _invitation ?? login.Host : login.Host, User = login.User, Secret = login.Secret };
        var connection = Connection.Open(options, _context.WithError(new NoteWriter(note)));
        try
        {
            // The screen keeps the lines itself.
            var chat = new ChatOptions { Rooms = _room is null ? [] : [_room], LinesKept = 0 };
            return new Session(connection, ChatSession.Start(connection.Profile, chat), _context);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed class Session(Connection connection, ChatSession session, CommandContext context) : ITuiSession
    {
        private readonly ReadMarks _marks = ReadMarks.In(new XdgDirectories(context.Environment), connection.Profile.Server);

        public IChatLink Link { get; } = new ChatSessionLink(session, connection.Profile, context.WorkingDirectory, connection.RememberAs);

        public ServerAddress Server => connection.Profile.Server;

        public void Remember() => connection.Remember();

        public IReadOnlyDictionary<BufferKey, LogPlace> ReadBefore(string user) => _marks.Read(user);

        public void KeepRead(string user, IReadOnlyDictionary<BufferKey, LogPlace> marks) => _marks.TryWrite(user, marks);

        public async ValueTask DisposeAsync()
        {
            await session.DisposeAsync();
            connection.Dispose();
        }
    }
}
