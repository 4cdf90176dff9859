using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui;
using Messenger.Cli.Tui.Screen;
using Messenger.Client.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Cli.Chat;

/// <summary><c>msgr chat</c>: logs in, and gives the session to the view that the streams and the options ask for.</summary>
internal sealed class ChatCommand(ConnectionOptions options, ChatCommandOptions chat) : ICommand
{
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var mode = chat.Mode;
        var terminal = context.InputIsTerminal && context.OutputIsTerminal && ColorPolicy.CanMoveCursor(context.Environment);
        if (mode == ChatMode.Automatic && terminal)
            return await new TuiMode(new TuiSessions(options, chat.Room, context), context).RunAsync(cancel);
        using var connection = Connection.Open(options, context);
        if (mode == ChatMode.JsonLines)
        {
            await using var session = Start(connection, showPast: !chat.OnlyNew);
            var bot = Link(session, connection, context);
            return await RunAsync(new JsonLinesMode(bot, context, connection.Remember), bot, context, cancel);
        }

        // What is piped in without --plain is text to say, all of it; the past is not what was asked for then.
        var piped = mode != ChatMode.Plain && !context.InputIsTerminal;
        while (true)
        {
            await using var session = Start(connection, showPast: !piped && !chat.OnlyNew);
            var link = Link(session, connection, context);
            var (login, refused) = await LoginAsync(link, cancel);
            if (login is not null)
            {
                connection.Remember();
                return await RunAsync(ViewOf(link, context, login, terminal, piped), link, context, cancel);
            }

            connection.Rename(await AskNameAsync(context, refused!, cancel) ?? throw refused!);
        }
    }

    /// <summary>Waits until the login is decided.</summary>
    /// <returns>The login, which the view begins with; or the refusal, where another name may help.</returns>
    /// <exception cref="UserError">No connection, or a refusal that no other name helps against.</exception>
    internal static async Task<(LoggedInEvent? Login, UserError? Refused)> LoginAsync(IChatLink link, CancellationToken cancel)
    {
        await foreach (var next in link.Events.ReadAllAsync(cancel))
        {
            if (next is LoggedInEvent login)
                return (login, null);
            if (next is not DisconnectedEvent ended)
                continue;
            var error = ended.Error ?? new UserError(ExitCode.CannotConnect, "the connection ended before the login");
            return ended.Refusal is RefusalCode.NameTaken or RefusalCode.NameInvalid ? (null, error) : throw error;
        }

        throw new UserError(ExitCode.CannotConnect, "the connection ended before the login");
    }

    private static async Task<ExitCode> RunAsync(IChatView view, IChatLink link, CommandContext context, CancellationToken cancel)
    {
        try
        {
            return await view.RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C and SIGTERM: others are told, unless that takes long.
            using var patience = new CancellationTokenSource(GoodbyeTime, context.Time);
            await link.LogoutAsync("", patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }
        finally
        {
            using var patience = new CancellationTokenSource(GoodbyeTime, context.Time);
            foreach (var left in await link.Running.EndAsync(patience.Token))
                context.Note(left);
        }
    }

    private static async Task<string?> AskNameAsync(CommandContext context, UserError refused, CancellationToken cancel)
    {
        if (!context.InputIsTerminal)
            return null;
        context.Note(Wording.Of(refused.Message));
        var name = await Prompt.AskAsync(context, "Another name (empty: stop):", cancel);
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private ChatSession Start(Connection connection, bool showPast) => ChatSession.Start(
        connection.Profile,
        new ChatOptions { Rooms = chat.Room is null ? [] : [chat.Room], ShowPast = showPast });

    private static ChatSessionLink Link(ChatSession session, Connection connection, CommandContext context) =>
        new(session, connection.Profile, context.WorkingDirectory, connection.RememberAs);

    private IChatView ViewOf(IChatLink link, CommandContext context, LoggedInEvent login, bool terminal, bool piped)
    {
        var target = chat.Room is null ? BufferKey.Lobby : BufferKey.Room(chat.Room);
        return chat.Mode != ChatMode.Plain && terminal ? new LineMode(link, context, login, target) : new PlainMode(link, context, login, target, commands: !piped);
    }
}
