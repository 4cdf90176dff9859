using Messenger.Client.Session;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Chat;

/// <summary>
/// The chat without its connection: frames in, frames and events out, one connection after another. It neither waits nor
/// starts a task; every method takes the model's lock.
/// </summary>
internal sealed class ChatCore
{
    private readonly ClientProfile _profile;
    private readonly ChatWire _wire;
    private readonly QuestionKeeper _questions;
    private readonly HistoryKeeper _history;
    private LoginExchange _login;
    private byte[] _resumeToken = [];

    /// <param name="profile">Who and where.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="events">Where events go.</param>
    /// <param name="later">Does something under the model's lock after a while, unless the connection of the moment ends before.</param>
    public ChatCore(ClientProfile profile, ChatOptions options, Action<ChatEvent> events, Action<TimeSpan, Action> later)
    {
        _profile = profile;
        _login = new LoginExchange(profile.Server);
        Model = new ChatModel(options, profile.UserName);
        _wire = new ChatWire(Model.Gate, events, later, profile.Time, profile.RequestTimeout);
        _questions = new QuestionKeeper(_wire);
        Outbox = new OutboxKeeper(Model, _wire);
        _history = new HistoryKeeper(Model, _wire, _questions, Outbox.Accept);
        Rooms = new RoomKeeper(Model, _wire, _questions, _history);
        foreach (var room in options.Rooms)
            Rooms.Want(room);
    }

    public ChatModel Model { get; }

    /// <summary>Under the model's lock.</summary>
    public OutboxKeeper Outbox { get; }

    /// <summary>Under the model's lock.</summary>
    public RoomKeeper Rooms { get; }

    /// <summary>There was a login at least once.</summary>
    public bool WasOnline { get; private set; }

    /// <summary>A connection is up: login, rooms and inbox leave in one flight.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="server">The key that the server has proved.</param>
    public void Connect(IControlLink link, Fingerprint server = default)
    {
        lock (Model.Gate)
        {
            _login = new LoginExchange(_profile.Server);
            _wire.Attach(link);
            _wire.Send(LoginExchange.Ask(_profile with { UserName = Model.OwnName }, server, SessionPurpose.Chat, _resumeToken));
            Rooms.EnterAll();
            _history.FetchInbox();
        }
    }

    /// <summary>Takes a frame that is no answer to a request.</summary>
    /// <returns>Why the session is over, or null.</returns>
    public ControlEnd? Handle(ServerFrame frame)
    {
        lock (Model.Gate)
        {
            if (_login.Accepted is null)
                return HandleLogin(frame);
            switch (frame)
            {
                case MessagePosted posted:
                    // The user's other session entered a room: this one comes along.
                    if (!_history.Hear(posted.Message))
                        Rooms.Follow(posted.Message.Room);
                    break;
                case PresenceChanged delta:
                    Rooms.HandlePresence(delta);
                    break;
                case RoomJoined joined:
                    Rooms.Enter(joined);
                    break;
                case TopicChanged change:
                    Rooms.HandleTopic(change);
                    break;
                case ParcelChanged change:
                    _wire.Emit(new ParcelEvent(change.Parcel));
                    break;
                case Refused refused:
                    _wire.Emit(new ErrorEvent(null, refused.Code, Refusals.ToError(refused).Message));
                    break;
            }

            return null;
        }
    }

    public void HandleRoundTrip(TimeSpan roundTrip)
    {
        lock (Model.Gate)
        {
            Model.RoundTrip = roundTrip;
            _wire.Emit(new RoundTripEvent(roundTrip));
        }
    }

    /// <summary>The connection is lost; another one may follow.</summary>
    public void Disconnect()
    {
        lock (Model.Gate)
        {
            _wire.Detach();
            _questions.Disconnect();
            _history.Disconnect();
            Rooms.Disconnect();
            Outbox.Disconnect();
        }
    }

    /// <summary>Something happened that only the driver knows.</summary>
    public void Emit(ChatEvent item, ConnectionState? state = null)
    {
        lock (Model.Gate)
        {
            if (state is { } now)
                Model.State = now;
            _wire.Emit(item);
        }
    }

    /// <summary>The session is over for good.</summary>
    public void Close(UserError? error)
    {
        lock (Model.Gate)
        {
            Model.State = ConnectionState.Closed;
            Outbox.Close(error ?? new UserError(ExitCode.Failure, "the session was closed before the message was sent"));
            _wire.Emit(new DisconnectedEvent(error, Refusals.Of(error)));
        }
    }

    private ControlEnd? HandleLogin(ServerFrame frame)
    {
        if (_login.Handle(frame) is { } end)
            return end;
        if (_login is not { Accepted: { } accepted, Server: { } server })
            return null;

        var first = !WasOnline;
        WasOnline = true;
        _resumeToken = accepted.ResumeToken;
        Model.OwnName = accepted.Name;
        Model.Server = server;
        Model.State = ConnectionState.Online;
        _wire.IsOnline = true;
        _wire.Emit(new LoggedInEvent(accepted.Name, server, accepted.Resumed));
        if (first && server.MessageOfTheDay.Length > 0)
            _wire.Emit(new NoticeEvent(null, server.MessageOfTheDay));
        if (Model.AwayReason.Length > 0)
            SayAway();
        Outbox.Flush();
        if (server.Features.HasFlag(ServerFeatures.Parcels))
            AskParcels(after: 0);
        return null;
    }

    private void SayAway() => _questions.Ask(id => new SetAway { RequestId = id, Reason = Model.AwayReason }, reply =>
    {
        if (reply is not Refused refused)
            return;
        Model.AwayReason = "";
        _wire.Emit(new ErrorEvent(null, refused.Code, Refusals.ToError(refused).Message));
    });

    // CTL-BOX-2: what was told while nobody was here to hear it.
    private void AskParcels(ulong after) => _questions.Ask(id => new ListParcels { RequestId = id, After = after }, reply =>
    {
        if (reply is not ParcelPage page)
            return;
        foreach (var parcel in page.Parcels)
        {
            if (parcel.IsNews || (parcel.Role.HasFlag(ParcelRole.Recipient) && parcel.State is ParcelState.Waiting or ParcelState.Accepted))
                _wire.Emit(new ParcelEvent(parcel with { IsNews = true }, IsMissed: true));
        }

        if (page.More && page.Parcels.Length > 0 && page.Parcels[^1].Id > after)
            AskParcels(page.Parcels[^1].Id);
    });
}
