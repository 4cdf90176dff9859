using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Contracts.Framing;
using Messenger.Server.Chat;
using Messenger.Server.Files;
using Messenger.Server.Trust;

namespace Messenger.Server.Control;

/// <summary>What a client says, and what is done about it: one flat switch, from which everything else follows.</summary>
/// <param name="context">What all share.</param>
/// <param name="outbox">Where frames for this client wait.</param>
/// <param name="peer">The client's key and address.</param>
internal sealed class ControlLoop(ControlContext context, Outbox outbox, Peer peer)
{
    private FileLane? _files;
    private Asker? _asker;
    private Session? _session;

    /// <summary>The client is no stranger any more.</summary>
    public bool IsLoggedIn => _session is not null;

    /// <summary>Whose connection it is, for the log.</summary>
    public string Who => _session?.User.Name ?? peer.Key.ToString();

    /// <summary>Something came from the client.</summary>
    public void Heard()
    {
        if (_session is { } session)
            session.LastHeard = context.Gate.Uptime;
    }

    /// <summary>So many bytes of frames were read.</summary>
    public void Count(long bytes)
    {
        if (_session is { } session)
            session.HeardBytes += bytes;
    }

    /// <summary>Does what a frame asks for.</summary>
    public async ValueTask HandleAsync(ClientFrame frame)
    {
        if (_session is { } operated && frame is Operate operate)
            await OperateAsync(operated, operate).ConfigureAwait(false);
        else if (_session is { } identified && frame is OpenLink or ListKeys or UnlinkKey or Rename or ReleaseName)
            await IdentifyAsync(identified, frame).ConfigureAwait(false);
        else if (_session is { } session)
            Handle(session, frame);
        else if (frame is Login login)
            await LogInAsync(login).ConfigureAwait(false);
        else
            HandleStranger(frame);
    }

    /// <summary>Sends a frame to the client.</summary>
    public void Reply(ServerFrame frame)
    {
        switch (outbox.Add(ControlCodec.Encode(frame)))
        {
            case OutboxResult.First:
                context.Gate.Pacer.Dispatch(outbox);
                break;
            case OutboxResult.Full:
                Close(ClosingReason.TooSlow, "You ask for more than you read.");
                break;
        }
    }

    /// <summary>Ends the session for something that the client did.</summary>
    public void Close(ClosingReason reason, string sentence)
    {
        if (_session is { } session)
        {
            using ChatGate.Turn turn = context.Gate.Enter();
            turn.Community.End(session, reason, sentence, turn.Now);
        }
        else
        {
            CloseOutbox(new Closing { Reason = reason, Sentence = sentence });
        }
    }

    /// <summary>The connection is gone, or is about to be.</summary>
    public void OnDisconnected()
    {
        _asker?.Dispose();
        if (_session is { } session)
        {
            using ChatGate.Turn turn = context.Gate.Enter();
            turn.Community.Lose(session, turn.Now);
        }
        else
        {
            CloseOutbox(null);
        }
    }

    private void Handle(Session session, ClientFrame frame)
    {
        if (!MayAsk(session.User, frame))
            return;
        switch (frame)
        {
            case ClientPong:
                break;
            case ClientPing ping:
                Reply(new ServerPong { RequestId = ping.RequestId, ServerTime = context.Gate.Now.Unix });
                break;
            case PostMessage request:
                using (ChatGate.Turn turn = context.Gate.Enter())
                    turn.Community.Post(session, request, turn.Now);
                break;
            case JoinRoom request:
                using (ChatGate.Turn turn = context.Gate.Enter())
                    turn.Community.Join(session, request, turn.Now);
                break;
            case PartRoom request:
                using (ChatGate.Turn turn = context.Gate.Enter())
                    turn.Community.Part(session, request, turn.Now);
                break;
            case SetTopic request:
                using (ChatGate.Turn turn = context.Gate.Enter())
                    turn.Community.SetTopic(session, request, turn.Now);
                break;
            case SetAway request:
                using (ChatGate.Turn turn = context.Gate.Enter())
                    turn.Community.SetAway(session, request, turn.Now);
                break;
            case Logout:
                using (ChatGate.Turn turn = context.Gate.Enter())
                    turn.Community.Logout(session, turn.Now);
                break;
            case ListRooms or ListMembers or Whois or FetchHistory:
                Reply(Ask(session, frame));
                break;
            case ListFiles or OpenDownload or FetchPlan or AddPlanFiles or OpenUpload or ListParcels or AnswerParcel:
                if (CheckFiles(session, frame) is { } forbidden)
                    Reply(forbidden with { RequestId = ((IRequest)frame).RequestId });
                else if (!Files(session).TryRun(frame, Reply))
                    Reply(Refusals.Of(RefusalCode.TooFast, "Too many questions about files wait for an answer; wait for one.", ((IRequest)frame).RequestId));
                break;
            case CancelTransfer cancel:
                context.Files.Cancel(session.Peer.Owner, cancel.TransferId);
                break;
            case Login:
                Reply(Refusals.BadRequest(0, $"You are logged in as {session.User.Name} already."));
                break;
        }
    }

    private async ValueTask OperateAsync(Session session, Operate request)
    {
        var caller = new ActCaller(session.User.Name, peer.Host?.ToString() ?? "-", session);
        ActAnswer answer = await context.Operators.RunAsync(caller, request.Act, request.Words).ConfigureAwait(false);
        Reply(answer.Refusal is { } refusal
            ? refusal with { RequestId = request.RequestId }
            : new Operated { RequestId = request.RequestId, Lines = answer.Page() });
    }

    private async ValueTask IdentifyAsync(Session session, ClientFrame request)
    {
        if (!MayAsk(session.User, request))
            return;
        if (await context.Identities.RunAsync(session, request).ConfigureAwait(false) is { } answer)
            Reply(answer is Refused refused ? refused with { RequestId = ((IRequest)request).RequestId } : answer);
    }

    // CTL-FLOOD-1: pings and what concerns files have bounds of their own.
    private bool MayAsk(User user, ClientFrame frame)
    {
        if (frame is not (PostMessage or JoinRoom or PartRoom or SetTopic or SetAway or ListRooms or ListMembers or Whois or FetchHistory
            or OpenLink or ListKeys or UnlinkKey or Rename or ReleaseName))
            return true;
        RequestVerdict verdict = user.Requests.Take(context.Gate.Uptime, context.Limits.RequestsPerSecond, context.Limits.RequestBurst);
        if (verdict == RequestVerdict.Refused)
            Reply(Refusals.Of(RefusalCode.TooFast, $"This is too much at once; more than {context.Limits.RequestsPerSecond} requests a second are not done.", ((IRequest)frame).RequestId));
        return verdict == RequestVerdict.Done;
    }

    private ServerFrame Ask(Session session, ClientFrame frame)
    {
        using ChatGate.Turn turn = context.Gate.Enter();
        return frame switch
        {
            ListRooms request => turn.Community.ListRooms(request),
            ListMembers request => turn.Community.ListMembers(request),
            Whois request => turn.Community.Whois(session, request, turn.Now),
            FetchHistory request => turn.Community.FetchHistory(session, request),
            _ => throw new InvalidOperationException($"{frame.GetType().Name} is no question about the chat."),
        };
    }

    private Refused? CheckFiles(Session session, ClientFrame request)
    {
        using ChatGate.Turn turn = context.Gate.Enter();
        return context.Operators.Policy.CheckFiles(session, request);
    }

    private FileLane Files(Session session)
    {
        _asker ??= new Asker(session.Peer, Reply) { IsInChat = session.Purpose == SessionPurpose.Chat };
        _asker.Name = session.User.Name;
        return _files ??= new FileLane(context.Files, _asker);
    }

    private void HandleStranger(ClientFrame frame)
    {
        switch (frame)
        {
            case ClientPong:
                break;
            case ClientPing ping:
                Reply(new ServerPong { RequestId = ping.RequestId, ServerTime = context.Gate.Now.Unix });
                break;
            case Logout:
                CloseOutbox(null);
                break;
            default:
                Reply(Refusals.Of(RefusalCode.NotLoggedIn, "Log in first.", frame is IRequest request ? request.RequestId : 0));
                break;
        }
    }

    private async ValueTask LogInAsync(Login login)
    {
        Refused? refusal = LoginCheck.Check(login, out LoginCheck.Accepted? accepted);
        if (refusal is null)
            (_session, refusal) = await new Entrance(context).EnterAsync(login, accepted!, outbox, peer).ConfigureAwait(false);
        if (refusal is not null)
            CloseOutbox(refusal);
    }

    private void CloseOutbox(ServerFrame? last)
    {
        if (outbox.Close(last is null ? null : ControlCodec.Encode(last)))
            context.Gate.Pacer.Dispatch(outbox);
    }
}
