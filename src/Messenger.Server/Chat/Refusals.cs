using Messenger.Contracts.Control;

namespace Messenger.Server.Chat;

/// <summary>Refusals in one place, so that the same thing is always said in the same words.</summary>
internal static class Refusals
{
    /// <summary>A refusal of a request.</summary>
    /// <param name="code">Why.</param>
    /// <param name="sentence">What happened, to what, what to do.</param>
    /// <param name="requestId">The request; 0 where there was none.</param>
    public static Refused Of(RefusalCode code, string sentence, uint requestId = 0) =>
        new() { Code = code, Sentence = sentence, RequestId = requestId };

    public static Refused BadRequest(uint requestId, string sentence) => Of(RefusalCode.BadRequest, sentence, requestId);

    public static Refused NoSuchRoom(uint requestId, string room) =>
        Of(RefusalCode.NoSuchRoom, $"There is no room {room}; join it to make it.", requestId);

    public static Refused NotInRoom(uint requestId, string room) =>
        Of(RefusalCode.NotInRoom, $"You are not in the room {room}; join it first.", requestId);

    public static Refused NoSuchUser(uint requestId, string name) =>
        Of(RefusalCode.NoSuchUser, $"There is no user {name} on this server.", requestId);

    public static Refused UserOffline(uint requestId, string name) =>
        Of(RefusalCode.UserOffline, $"{name} is not online; try again later.", requestId);

    public static Refused ChatOnly(uint requestId) =>
        Of(RefusalCode.BadRequest, "A session for one command cannot do this; log in to the chat.", requestId);
}
