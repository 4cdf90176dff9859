using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Text;
using Messenger.Server.Files;

namespace Messenger.Server.Chat;

/// <summary>Who comes, goes, is lost and comes back.</summary>
internal sealed partial class Community
{
    // A client that was ended for its own good may come back at once; its jitter spreads the load.
    private const int ReconnectAtOnce = 0;
    private const int DoNotReconnect = -1;

    /// <summary>A key that holds a name begins a session; the answer and the lobby go into its outbox.</summary>
    /// <param name="claim">The name, which is the key's.</param>
    /// <param name="login">What the client said.</param>
    /// <param name="outbox">Where frames for it wait.</param>
    /// <param name="peer">Its key and address.</param>
    /// <param name="now">Now.</param>
    /// <param name="session">The session, where there is no refusal.</param>
    /// <returns>Why not, or null.</returns>
    public Refused? Login(NameClaim claim, Login login, Outbox outbox, Peer peer, Moment now, out Session? session)
    {
        session = null;
        bool resumed = login.Purpose == SessionPurpose.Chat && TryTakeOver(ref claim, login.ResumeToken, now);
        if (_sessions.Count >= _limits.Sessions)
            return Refusals.Of(RefusalCode.ServerFull, "The server takes no more sessions; try again later.");
        User user = UserOf(claim);
        if (user.Sessions.Count >= _limits.SessionsPerUser)
            return Refusals.Of(RefusalCode.LimitReached, $"{user.Name} has {Plural.Of(user.Sessions.Count, "session")} already; end one of them.");

        session = new Session(user, login.Purpose, outbox, _random(), login.Client) { LastHeard = now.Uptime, Peer = peer, Since = now.Unix };
        _sessions.Add(session);
        _byToken.Add(session.Token, session);
        user.Sessions.Add(session);
        _sessionsByOwner[user.Owner] = _sessionsByOwner.GetValueOrDefault(user.Owner) + 1;
        Send(session, new LoggedIn { Name = user.Name, ResumeToken = session.Token.ToByteArray(), ServerTime = now.Unix, Resumed = resumed });
        if (login.Purpose == SessionPurpose.Chat)
            EnterChat(session, now);
        Settle(now);
        return null;
    }

    /// <summary>A session leaves on purpose: no ghost of it stays.</summary>
    public void Logout(Session session, Moment now)
    {
        if (session.Ended)
            return;
        Delivery.Close(session, last: null);
        Remove(session);
        LeaveChatIfLast(session.User, DepartureReason.Quit, now);
        Settle(now);
    }

    /// <summary>A connection broke: the place of a chat session is kept for a while.</summary>
    public void Lose(Session session, Moment now)
    {
        if (session.Ended)
            return;
        Delivery.Close(session, last: null);
        KeepGhost(session, now);
        Settle(now);
    }

    /// <summary>The server ends a session and says why; the place of a chat session is kept for a while.</summary>
    public void End(Session session, ClosingReason reason, string sentence, Moment now)
    {
        if (session.Ended)
            return;
        byte[] last = ControlCodec.Encode(new Closing { Reason = reason, Sentence = sentence, ReconnectAfterMilliseconds = ReconnectAtOnce });
        Delivery.Close(session, last, dropWaiting: reason == ClosingReason.TooSlow);
        KeepGhost(session, now);
        // A session that is too slow is ended by Settle itself; for all others the caller may be anybody.
        if (reason != ClosingReason.TooSlow)
            Settle(now);
    }

    // CTL-RESUME-1: whoever shows the token takes the place of the session that it was given to, dead or alive, and nobody is told.
    private bool TryTakeOver(ref NameClaim claim, byte[] token, Moment now)
    {
        if (token.Length != Contracts.WireLimits.ResumeTokenBytes
            || !_byToken.TryGetValue(new Guid(token), out Session? old)
            || Reach(claim) != old.User)
            return false;

        // It may have missed that its user has another name.
        claim = old.User.Claim;

        _byToken.Remove(old.Token);
        if (old.Ended)
            return old.User.Ghosts.Contains(old);

        Delivery.Close(old, ControlCodec.Encode(new Closing
        {
            Reason = ClosingReason.Replaced,
            Sentence = "Another session of yours took this one's place.",
            ReconnectAfterMilliseconds = DoNotReconnect,
        }));
        KeepGhost(old, now);
        return true;
    }

    private User UserOf(NameClaim claim)
    {
        if (!_users.TryGetValue(claim.Key, out User? user))
        {
            user = new User(claim, () => NewLog(_limits.InboxLog)) { Since = claim.LastSeen };
            _users.Add(claim.Key, user);
        }

        return user;
    }

    private void EnterChat(Session session, Moment now)
    {
        User user = session.User;
        ForgetGhosts(user);
        user.ChatSessions.Add(session);
        user.LastActive = now.Uptime;
        if (user.Online)
        {
            foreach (Room room in user.Rooms)
                room.AddListener(session);
        }
        else
        {
            user.Online = true;
            user.Since = now.Unix;
            _lobby.Add(user);
            _lobby.Presence.Join(user);
            _untold.Add(_lobby);
        }

        foreach (Room room in user.Rooms)
            Send(session, room.Describe(requestId: 0));
    }

    private void KeepGhost(Session session, Moment now)
    {
        Remove(session, forgetToken: session.Purpose != SessionPurpose.Chat);
        if (session.Purpose != SessionPurpose.Chat)
        {
            LeaveChatIfLast(session.User, DepartureReason.Lost, now);
            return;
        }

        session.GhostUntil = now.Uptime + _limits.Grace;
        session.User.Ghosts.Add(session);
    }

    private void Remove(Session session, bool forgetToken = true)
    {
        User user = session.User;
        session.Ended = true;
        _sessions.Remove(session);
        user.Sessions.Remove(session);
        if (forgetToken)
            _byToken.Remove(session.Token);
        if (_sessionsByOwner[user.Owner] > 1)
            _sessionsByOwner[user.Owner]--;
        else
            _sessionsByOwner.Remove(user.Owner);
        if (!user.ChatSessions.Remove(session))
            return;
        foreach (Room room in user.Rooms)
            room.RemoveListener(session);
    }

    private void LeaveChatIfLast(User user, DepartureReason reason, Moment now)
    {
        if (user.ChatSessions.Count + user.Ghosts.Count > 0)
            return;
        if (user.Online)
            LeaveChat(user, reason, now);
        if (user.Sessions.Count > 0)
            return;
        user.OfflineSince = now.Uptime;
        DropUnused(user.Claim);
    }

    private void LeaveChat(User user, DepartureReason reason, Moment now)
    {
        user.Online = false;
        user.AwayReason = "";
        user.Since = now.Unix;
        foreach (Room room in user.Rooms.ToArray())
            Depart(user, room, reason, now);
        Names.MarkSeen(user.Key, now.Unix);
    }
}
