using Messenger.Cli.Output;
using Messenger.Client.Chat;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>What line mode and plain mode share: lines in become actions, events and replies become lines out.</summary>
/// <param name="link">The session.</param>
/// <param name="context">What the command runs in.</param>
/// <param name="target">Where text goes at first.</param>
/// <param name="keep">Layout that messages keep.</param>
/// <param name="waits">See <see cref="ChatExecutor"/>.</param>
internal sealed class ChatConversation(IChatLink link, CommandContext context, BufferKey target, LayoutCharacters keep, bool waits)
{
    private readonly ChatExecutor _executor = new(link, waits);
    private readonly Transcript _transcript = new(link, context.Time, keep);
    private BufferKey _target = target;

    /// <summary>Where text goes now.</summary>
    public BufferKey Target => _target;

    /// <summary>Draws lines; called for one batch at a time.</summary>
    public required Action<IReadOnlyList<TranscriptLine>> Print { get; init; }

    /// <summary>Which events are shown; all where it is not set.</summary>
    public Func<ChatEvent, bool> Shows { get; init; } = _ => true;

    /// <summary>Takes each event, shown or not.</summary>
    public Action<ChatEvent> Happened { get; init; } = _ => { };

    /// <summary>Prints what happens until the session ends.</summary>
    /// <param name="login">What was read already; null where it need not be shown.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="UserError">The session ended with an error.</exception>
    public async Task FollowAsync(LoggedInEvent? login, CancellationToken cancel)
    {
        if (login is not null)
            Print([.. _transcript.Of(login)]);
        while (await link.Events.WaitToReadAsync(cancel))
        {
            // All that is there in one go: one draw for a burst.
            var lines = new List<TranscriptLine>();
            UserError? error = null;
            while (lines.Count < 1_000 && link.Events.TryRead(out var happened))
            {
                if (Shows(happened) && !IsSaidAlready(happened))
                    lines.AddRange(_transcript.Of(happened));
                error = happened is DisconnectedEvent ended ? ended.Error : error;
                Follow(happened);
                Happened(happened);
            }

            Print(lines);
            if (error is not null)
                throw error;
        }
    }

    /// <summary>Does what an action asks for and prints what came of it, errors too.</summary>
    /// <returns>The failure, where it failed.</returns>
    public async Task<UserError?> DoAsync(ChatAction action, CancellationToken cancel)
    {
        try
        {
            if (action is HelpAction help)
            {
                Print([.. ReplyLines.Help(help.Command, SlashCommand.All)]);
            }
            else if (action is SwitchAction to)
            {
                _target = to.Target;
                Print([]);
                if (to.Text is not null)
                    await _executor.ExecuteAsync(new SayAction(to.Target, to.Text), cancel);
            }
            else
            {
                var reply = await _executor.ExecuteAsync(action, cancel);
                if (action is JoinAction join)
                    _target = BufferKey.Room(join.Room);
                Print([.. ReplyLines.Of(reply, context.Now, context.WorkingDirectory)]);
            }

            return null;
        }
        catch (UserError e)
        {
            // A refused message is told by its event.
            if (action is not SayAction || e.Code == ExitCode.Usage)
                Print([TranscriptLine.Of(Advice.InChat(e.Message, e), SpanStyle.Error)]);
            return e;
        }
    }

    // Who is no longer in the room talks to the lobby.
    private void Follow(ChatEvent happened)
    {
        if (happened is RoomLeftEvent left && BufferKey.Room(left.Room) == _target)
            _target = BufferKey.Lobby;
        else if (happened is MemberRenamedEvent renamed && BufferKey.Private(renamed.Name) == _target)
            _target = BufferKey.Private(renamed.NewName);
    }

    // All buffers are one stream here, and everybody is in the lobby.
    private static bool IsSaidAlready(ChatEvent happened) => happened is MemberRenamedEvent renamed && BufferKey.Room(renamed.Room) != BufferKey.Lobby;
}
