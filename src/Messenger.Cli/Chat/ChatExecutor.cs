using Messenger.Cli.Commands;
using Messenger.Client.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>Does what is asked for, for every view alike. What concerns the view alone (switching, help, leaving) is not its business.</summary>
/// <param name="link">The session.</param>
/// <param name="waits">A request waits for the connection to come back; else it fails while there is none, for a person has no use for an answer out of nowhere.</param>
internal sealed class ChatExecutor(IChatLink link, bool waits)
{
    /// <summary>Files that one answer in the chat holds; <c>msgr files</c> has no such bound.</summary>
    internal const int MostFiles = 100_000;

    /// <summary>Does it.</summary>
    /// <exception cref="UserError">It failed.</exception>
    public async Task<ChatReply> ExecuteAsync(ChatAction action, CancellationToken cancel)
    {
        if (!waits && !link.Online && NeedsServer(action))
            throw new UserError(ExitCode.CannotConnect, "there is no connection to the server at the moment; try again when there is one");
        switch (action)
        {
            case SayAction say:
                return new AcceptedReply(await PostAsync(say));
            case JoinAction join:
                await link.JoinAsync(join.Room, cancel);
                return new DoneReply();
            case PartAction part:
                await link.PartAsync(part.Room, cancel);
                return new DoneReply();
            case RoomsAction:
                return new RoomsReply(await link.ListRoomsAsync(cancel));
            case WhoAction who:
                return new UsersReply(who.Room, await link.ListMembersAsync(who.Room, cancel));
            case WhoisAction whois:
                return new UserReply(await link.WhoisAsync(whois.Name, cancel));
            case FilesAction files:
                return new FilesReply(files.Pattern, await ListAsync(files, cancel));
            case InboxAction:
                return new InboxReply(await link.ListParcelsAsync(cancel));
            case RefuseAction refuse:
                await link.RefuseParcelAsync(refuse.Parcel, cancel);
                return new RefusedReply(refuse.Parcel);
            case HistoryAction history:
                return new HistoryReply(history.Buffer, link.Lines(history.Buffer, history.Most));
            case AwayAction away:
                await link.AwayAsync(away.Reason, cancel);
                return new DoneReply();
            case RenameAction rename:
                await link.RenameAsync(rename.Name, cancel);
                return new DoneReply();
            case TopicAction { Topic: { } topic } set:
                await link.SetTopicAsync(set.Room, topic, cancel);
                return new DoneReply();
            case TopicAction ask:
                return new TopicReply(ask.Room, TopicOf(ask.Room));
            case SteerAction steer:
                return new SteeredReply(steer, link.Running.Each(steer.Number, steer.Apply));
            case LimitAction limit:
                return new SteeredReply(limit, link.Running.Each(limit.Number, limit.Apply));
            case OperateAction act:
                return new OperatedReply(await link.OperateAsync(act, cancel));
            case PingAction:
                return new PongReply(await link.PingAsync(cancel));
            case GetAction get:
                return new GetReply(await link.GetAsync(get, cancel), get);
            case PutAction put:
                return new PutReply(await link.PutAsync(put, cancel), put);
            default:
                throw new InvalidOperationException($"{action.GetType().Name} is the view's business.");
        }
    }

    // What is said has its outbox, and transfers have connections of their own.
    private static bool NeedsServer(ChatAction action) =>
        action is not (SayAction or GetAction or PutAction or SteerAction or LimitAction or HistoryAction or TopicAction { Topic: null });

    // A text too long for one message goes as several; the last one's place answers for all.
    private async Task<ChatLine> PostAsync(SayAction say)
    {
        ChatLine? last = null;
        foreach (var task in MessageText.Split(say.Text).Select(text => link.PostAsync(say.Target, text, say.Kind)).ToArray())
            last = await task;
        return last ?? throw new UserError(ExitCode.Usage, "there is nothing to say: the text is empty");
    }

    private async Task<IReadOnlyList<FileEntry>> ListAsync(FilesAction action, CancellationToken cancel)
    {
        var files = new List<FileEntry>();
        await foreach (var file in link.ListFilesAsync(action.Pattern, action.Sha256, cancel))
        {
            files.Add(file);
            if (files.Count == MostFiles)
                break;
        }

        return files;
    }

    private string TopicOf(string room) =>
        link.Buffers.FirstOrDefault(b => b.Key == BufferKey.Room(room))?.Topic
        ?? throw new UserError(ExitCode.NotFound, $"you are not in {SafeText.Show(room)}; /join enters it");
}
