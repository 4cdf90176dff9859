using System.Diagnostics.CodeAnalysis;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Text;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Chat;

/// <summary>What is said, to all in a room or to one.</summary>
internal sealed partial class Community
{
    /// <summary>Says something; what was said before under the same id is only answered again.</summary>
    public void Post(Session session, PostMessage request, Moment now)
    {
        if (session.Ended)
            return;
        User sender = session.User;
        sender.LastActive = now.Uptime;
        // CTL-MSG-3: a message that is sent again is answered as the first time, and posted no second time.
        if (sender.Recent.TryFind(request.ClientMessageId, out Acceptance known))
        {
            Accept(session, request.RequestId, known);
            return;
        }

        string text = SafeText.Strip(request.Text, LayoutCharacters.All);
        if (Silenced(session, request.RequestId, now) is { } silenced)
            Send(session, silenced);
        else if (CheckMessage(request, text) is { } refusal)
            Send(session, refusal);
        else if (request.To.Length > 0)
            PostToUser(session, request, text, now);
        else
            PostToRoom(session, request, text, now);
        Settle(now);
    }

    private static Refused? CheckMessage(PostMessage request, string text)
    {
        if (request.Room.Length > 0 == request.To.Length > 0)
            return Refusals.BadRequest(request.RequestId, "A message is for one room or for one user.");
        if (request.Kind is not (MessageKind.Text or MessageKind.Action))
            return Refusals.BadRequest(request.RequestId, "The server does not know this kind of message.");
        if (string.IsNullOrWhiteSpace(text))
            return Refusals.BadRequest(request.RequestId, "The message is empty.");
        if (request.Text.Length > WireLimits.TextLength || text.Length > WireLimits.TextLength)
            return Refusals.BadRequest(request.RequestId, $"The message is longer than {WireLimits.TextLength} characters; send it in parts or as a file.");
        return null;
    }

    private void PostToRoom(Session session, PostMessage request, string text, Moment now)
    {
        if (!TryFindJoined(session, request.Room, request.RequestId, out Room? room, out Refused? refusal))
        {
            Send(session, refusal);
            return;
        }

        // Nobody speaks in a room before the others have been told that they came in.
        if (room.Presence.Concerns(session.User))
            room.TellPresence(Delivery, now.Uptime);
        ChatMessage message = room.Log.Append(MessageOf(session.User, request, text, now) with { Room = room.Name });
        room.Broadcast(ControlCodec.Encode(new MessagePosted { Message = message }), Delivery);
        Remember(session, request, message);
    }

    private void PostToUser(Session session, PostMessage request, string text, Moment now)
    {
        User sender = session.User;
        if (!TryFindName(request.To, request.RequestId, out NameClaim? claim, out Refused? refusal))
        {
            Send(session, refusal);
            return;
        }

        // One's own inbox is always there.
        if (Reach(claim) is not { } to || (!to.Online && to != sender))
        {
            Send(session, Refusals.UserOffline(request.RequestId, claim.Display));
            return;
        }

        ChatMessage message = MessageOf(sender, request, text, now) with { To = to.Name };
        ChatMessage sent = PutIntoInbox(sender, message);
        if (to != sender)
            PutIntoInbox(to, message);
        Remember(session, request, sent);
    }

    private ChatMessage PutIntoInbox(User user, ChatMessage message)
    {
        ChatMessage kept = user.Inbox.Append(message);
        if (user.ChatSessions.Count == 0)
            return kept;
        byte[] frame = ControlCodec.Encode(new MessagePosted { Message = kept });
        foreach (Session session in user.ChatSessions)
            Delivery.Send(session, frame);
        return kept;
    }

    private void Remember(Session session, PostMessage request, ChatMessage message)
    {
        var acceptance = new Acceptance(message.Epoch, message.Sequence, message.Time);
        session.User.Recent.Add(request.ClientMessageId, acceptance);
        Accept(session, request.RequestId, acceptance);
    }

    private void Accept(Session session, uint requestId, Acceptance acceptance) => Send(session, new MessageAccepted
    {
        RequestId = requestId,
        Epoch = acceptance.Epoch,
        Sequence = acceptance.Sequence,
        Time = acceptance.Time,
    });

    private static ChatMessage MessageOf(User sender, PostMessage request, string text, Moment now) => new()
    {
        Time = now.Unix,
        ClientMessageId = request.ClientMessageId,
        From = sender.Name,
        Kind = request.Kind,
        Text = text,
    };

    private bool TryFindName(string text, uint requestId, [NotNullWhen(true)] out NameClaim? claim, [NotNullWhen(false)] out Refused? refusal)
    {
        claim = null;
        refusal = null;
        if (!UserName.TryParse(text, out UserName? name, out NameError error))
            refusal = Refusals.Of(RefusalCode.NameInvalid, NameErrors.Describe(error, text), requestId);
        else if (!Names.TryFind(name.Key, out claim))
            refusal = Refusals.NoSuchUser(requestId, name.Display);
        return refusal is null;
    }
}
