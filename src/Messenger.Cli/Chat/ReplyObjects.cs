using Messenger.Cli.Commands;
using Messenger.Cli.Output.Json;
using Messenger.Platform;

namespace Messenger.Cli.Chat;

/// <summary>What came of an action, as an object.</summary>
internal static class ReplyObjects
{
    /// <summary>The answer, with the request's id.</summary>
    public static JsonObject Of(ChatReply reply, string? id)
    {
        JsonObject answer = reply switch
        {
            AcceptedReply { Line: var line } => new AcceptedObject
            {
                Room = EventObjects.Room(line.Buffer),
                With = EventObjects.With(line.Buffer),
                MessageId = line.Id,
                Epoch = line.Epoch,
                Sequence = line.Sequence,
                Time = line.Time.ToUniversalTime(),
            },
            RoomsReply rooms => RoomsCommand.ObjectOf(rooms.Rooms),
            UsersReply users => UsersCommand.ObjectOf(users.Room, users.Members),
            UserReply user => WhoisCommand.ObjectOf(user.User),
            FilesReply files => FilesCommand.ObjectOf(files.Files),
            HistoryReply history => new HistoryObject(
                EventObjects.Room(history.Buffer), EventObjects.With(history.Buffer), [.. history.Lines.Select(EventObjects.Message)]),
            InboxReply inbox => new ParcelsObject([.. inbox.Parcels.Select(ParcelObject.Of)]),
            TopicReply topic => new TopicObject(topic.Room, topic.Topic, ""),
            OperatedReply operated => new OperatedObject(operated.Lines),
            PongReply pong => new PongObject(null, [Math.Round(pong.RoundTrip.TotalMilliseconds, 3)]),
            GetReply get => ResultObject.Of(get.Outcome, (int)get.Outcome.Code),
            PutReply put => ResultObject.Of(put.Outcome, (int)put.Outcome.Code),
            _ => new OkObject(),
        };
        return answer with { Id = id };
    }

    /// <summary>A failure, with the request's id.</summary>
    public static ErrorObject Error(ExitCode code, string message, string? id) =>
        new(EventObjects.Kebab(code), (int)code, message) { Id = id };
}
