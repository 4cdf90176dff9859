using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Server.Chat;

/// <summary>What happens because time passes. Called every <see cref="ChatLimits.PresenceInterval"/> or so.</summary>
internal sealed partial class Community
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] PingFrame = ControlCodec.Encode(new ServerPing());

    private TimeSpan _nextSweep;

    /// <summary>Tells what is due, asks who is silent, ends who is dead, forgets what nobody came back to.</summary>
    public void HandleTimeout(Moment now)
    {
        if (now.Uptime >= _nextSweep)
        {
            _nextSweep = now.Uptime + SweepInterval;
            SweepSessions(now);
            SweepUsers(now);
            SweepRooms(now);
        }

        Settle(now);
    }

    private void SweepSessions(Moment now)
    {
        List<Session>? dead = null;
        foreach (Session session in _sessions)
        {
            session.Traffic.Look(session.HeardBytes, session.Outbox.TakenBytes, now.Uptime);
            TimeSpan silent = now.Uptime - session.LastHeard;
            if (silent < _limits.PingAfter)
            {
                session.Pinged = false;
            }
            else if (silent >= _limits.IdleLimit)
            {
                (dead ??= []).Add(session);
            }
            else if (!session.Pinged)
            {
                session.Pinged = true;
                Delivery.Send(session, PingFrame);
            }
        }

        foreach (Session session in dead ?? [])
            End(session, ClosingReason.Idle, $"Nothing came from you for {_limits.IdleLimit.TotalSeconds:0} seconds.", now);
    }

    private void SweepUsers(Moment now)
    {
        List<User>? gone = null;
        int offline = 0;
        foreach (User user in _users.Values)
        {
            if (user.Ghosts.Count > 0)
                BuryGhosts(user, now);
            if (user.Online || user.Sessions.Count > 0)
                continue;
            offline++;
            if (now.Uptime - user.OfflineSince >= _limits.OfflineKept)
                (gone ??= []).Add(user);
        }

        offline -= gone?.Count ?? 0;
        if (offline > _limits.OfflineUsers)
        {
            (gone ??= []).AddRange(_users.Values
                .Where(user => !user.Online && user.Sessions.Count == 0 && now.Uptime - user.OfflineSince < _limits.OfflineKept)
                .OrderBy(user => user.OfflineSince)
                .Take(offline - _limits.OfflineUsers));
        }

        foreach (User user in gone ?? [])
            _users.Remove(user.Key);
    }

    private void BuryGhosts(User user, Moment now)
    {
        foreach (Session ghost in user.Ghosts.FindAll(ghost => ghost.GhostUntil <= now.Uptime))
        {
            user.Ghosts.Remove(ghost);
            _byToken.Remove(ghost.Token);
        }

        LeaveChatIfLast(user, DepartureReason.Lost, now);
    }

    private void SweepRooms(Moment now)
    {
        foreach (Room room in _rooms.Values)
        {
            if (room != _lobby && !room.Locked && room.MemberCount == 0 && now.Uptime - room.EmptySince >= _limits.EmptyRoomKept)
                _rooms.Remove(room.Key);
        }
    }
}
