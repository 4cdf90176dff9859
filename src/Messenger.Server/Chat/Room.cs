using System.Runtime.InteropServices;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Framing;

namespace Messenger.Server.Chat;

/// <summary>Members, topic and log of one room; knows no connection but through the outboxes of its listeners.</summary>
/// <param name="name">The name as it is written.</param>
/// <param name="key">The name for comparison.</param>
/// <param name="log">What it remembers.</param>
internal sealed class Room(string name, string key, MessageLog log)
{
    private static readonly Comparer<User> ByKey = Comparer<User>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));

    private readonly List<User> _members = [];
    private readonly List<Session> _listeners = [];

    /// <summary>The name as it is written.</summary>
    public string Name => name;

    /// <summary>The name for comparison.</summary>
    public string Key => key;

    /// <summary>What the name looks like.</summary>
    public string Skeleton { get; init; } = "";

    /// <summary>What it remembers.</summary>
    public MessageLog Log => log;

    /// <summary>The topic, or empty.</summary>
    public string Topic { get; set; } = "";

    /// <summary>Operators alone set the topic, and the room stays when all have left it.</summary>
    public bool Locked { get; set; }

    /// <summary>What is not told yet.</summary>
    public PresenceDelta Presence { get; } = new();

    /// <summary>When presence was last told.</summary>
    public TimeSpan PresenceTold { get; set; } = TimeSpan.MinValue;

    /// <summary>Where nobody is in it: since when.</summary>
    public TimeSpan EmptySince { get; set; }

    /// <summary>How many are in it.</summary>
    public int MemberCount => _members.Count;

    /// <summary>Whether a user is in it.</summary>
    public bool Has(User user) => _members.BinarySearch(user, ByKey) >= 0;

    /// <summary>Takes a user in, with the chat sessions that it has.</summary>
    public void Add(User user)
    {
        int at = _members.BinarySearch(user, ByKey);
        if (at >= 0)
            return;
        _members.Insert(~at, user);
        _listeners.AddRange(user.ChatSessions);
        user.Rooms.Add(this);
    }

    /// <summary>Lets a user go.</summary>
    public void Remove(User user)
    {
        int at = _members.BinarySearch(user, ByKey);
        if (at < 0)
            return;
        _members.RemoveAt(at);
        _listeners.RemoveAll(session => session.User == user);
        user.Rooms.Remove(this);
    }

    /// <summary>Takes a member out of the order of names, whose name is about to change.</summary>
    public void Unlist(User user) => _members.RemoveAt(_members.BinarySearch(user, ByKey));

    /// <summary>Puts it back, where its name is now.</summary>
    public void List(User user) => _members.Insert(~_members.BinarySearch(user, ByKey), user);

    /// <summary>A chat session of a member begins to listen.</summary>
    public void AddListener(Session session) => _listeners.Add(session);

    /// <summary>A chat session listens no more.</summary>
    public void RemoveListener(Session session) => _listeners.Remove(session);

    /// <summary>Sends one frame to all who listen.</summary>
    /// <param name="frame">Encoded once, shared by all.</param>
    /// <param name="delivery">How it goes.</param>
    public void Broadcast(byte[] frame, Delivery delivery)
    {
        foreach (Session session in CollectionsMarshal.AsSpan(_listeners))
            delivery.Send(session, frame);
    }

    /// <summary>Tells all who listen what has changed.</summary>
    public void TellPresence(Delivery delivery, TimeSpan now)
    {
        PresenceTold = now;
        foreach (PresenceChanged frame in Presence.Take(name))
            Broadcast(ControlCodec.Encode(frame), delivery);
    }

    /// <summary>A page of members, by name.</summary>
    /// <param name="afterKey">Members after this key; empty: from the first.</param>
    /// <param name="more">Whether there are more.</param>
    public Member[] Page(string afterKey, out bool more)
    {
        int first = 0;
        while (afterKey.Length > 0 && first < _members.Count && string.CompareOrdinal(_members[first].Key, afterKey) <= 0)
            first++;
        int count = Math.Min(WireLimits.MembersPerPage, _members.Count - first);
        more = first + count < _members.Count;
        return [.. _members.GetRange(first, count).Select(PresenceDelta.MemberOf)];
    }

    /// <summary>The room as one who enters it sees it.</summary>
    public RoomJoined Describe(uint requestId) => new()
    {
        RequestId = requestId,
        Room = name,
        Topic = Topic,
        Epoch = log.Epoch,
        LastSequence = log.LastSequence,
        MemberCount = _members.Count,
        Members = Page("", out _),
    };
}
