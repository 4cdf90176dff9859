using Messenger.Cli.Output;
using Messenger.Client.Chat;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>
/// Lines in, lines out: for pipes, dumb terminals, screen readers. The end of the input leaves when all that was said is in its log.
/// </summary>
/// <param name="link">The session.</param>
/// <param name="context">What the command runs in.</param>
/// <param name="login">The login, which was read already.</param>
/// <param name="target">Where text goes at first.</param>
/// <param name="commands">Slash commands are understood; false for text from a pipe, which is said whatever it begins with.</param>
internal sealed class PlainMode(IChatLink link, CommandContext context, LoggedInEvent login, BufferKey target, bool commands) : IChatView
{
    private const int MostUnderWay = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private UserError? _failed;

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CancellationToken cancel)
    {
        var conversation = new ChatConversation(link, context, target, LayoutCharacters.None, waits: true) { Print = Print, Shows = Shows, Happened = Note };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var following = conversation.FollowAsync(commands ? login : null, over.Token);
        var talking = TalkAsync(conversation, over.Token);
        var ended = await Task.WhenAny(following, talking);
        if (ended == following)
        {
            await following;
            return ExitCode.Done;
        }

        var reason = await talking;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        await link.LogoutAsync(reason, patience.Token);
        await following;
        return _failed is null ? ExitCode.Done : throw _failed;
    }

    private async Task<string> TalkAsync(ChatConversation conversation, CancellationToken cancel)
    {
        var underWay = new List<Task>();
        // The pool, because a read of a pipe or a terminal cannot be cancelled.
        while (await Task.Run(context.In.ReadLine, CancellationToken.None).WaitAsync(cancel) is { } line)
        {
            ChatAction? action = new SayAction(conversation.Target, line);
            var problem = "";
            if (commands ? !SlashParser.TryParse(line, conversation.Target, SlashCommand.All, out action, out problem) : string.IsNullOrWhiteSpace(line))
            {
                if (problem.Length > 0)
                    Print([TranscriptLine.Of(problem, SpanStyle.Error)]);
                continue;
            }

            if (action is QuitAction quit)
            {
                await Task.WhenAll(underWay);
                return quit.Reason;
            }

            // Text is pipelined; a command takes effect before the next line is read, a download excepted.
            var doing = RunAsync(conversation, action!, cancel);
            if (action is not (SayAction or GetAction or PutAction))
                await doing;
            underWay.RemoveAll(t => t.IsCompleted);
            underWay.Add(doing);
            if (underWay.Count >= MostUnderWay)
                await Task.WhenAny(underWay);
        }

        await Task.WhenAll(underWay);
        return "";
    }

    private async Task RunAsync(ChatConversation conversation, ChatAction action, CancellationToken cancel)
    {
        if (await conversation.DoAsync(action, cancel) is { } error)
            _failed ??= error;
    }

    // Who asks for a room and is not let in has not got what was asked for, whatever else is said.
    private void Note(ChatEvent happened)
    {
        if (happened is ErrorEvent { Room: { } room } refused && BufferKey.Room(room) == target)
            _failed ??= refused.ToError();
    }

    // Who pipes text in wants to see what is said and what fails, not who comes and goes.
    private bool Shows(ChatEvent happened) => commands || happened is MessageEvent or DeliveryEvent or ErrorEvent or ReconnectingEvent;

    private void Print(IReadOnlyList<TranscriptLine> lines)
    {
        if (lines.Count == 0)
            return;
        lock (_gate)
        {
            foreach (var line in lines)
                context.Out.WriteLine(LineRenderer.Plain(line));
            context.Out.Flush();
        }
    }
}
