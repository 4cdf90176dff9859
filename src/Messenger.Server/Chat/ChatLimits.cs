namespace Messenger.Server.Chat;

/// <summary>Every bound of the chat: what a community may cost, and how long it waits for whom.</summary>
internal sealed record ChatLimits
{
    /// <summary>Sessions at once.</summary>
    public int Sessions { get; init; } = 20_000;

    /// <summary>Sessions of one user at once.</summary>
    public int SessionsPerUser { get; init; } = 32;

    /// <summary>Names that belong to somebody.</summary>
    public int Names { get; init; } = 100_000;

    /// <summary>Names that belong to one key.</summary>
    public int NamesPerKey { get; init; } = 16;

    /// <summary>Rooms beside the lobby.</summary>
    public int Rooms { get; init; } = 1_000;

    /// <summary>Rooms beside the lobby that one user is in; a whois reply holds them and the lobby.</summary>
    public int RoomsPerUser { get; init; } = 50;

    /// <summary>What the lobby remembers.</summary>
    public LogBound LobbyLog { get; init; } = new(2_000, 2 << 20);

    /// <summary>What every other room remembers.</summary>
    public LogBound RoomLog { get; init; } = new(500, 256 << 10);

    /// <summary>What a user's inbox remembers.</summary>
    public LogBound InboxLog { get; init; } = new(200, 128 << 10);

    /// <summary>Users who are offline and whose inbox is kept.</summary>
    public int OfflineUsers { get; init; } = 5_000;

    /// <summary>How long an offline user's inbox is kept.</summary>
    public TimeSpan OfflineKept { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a room that everybody left keeps its messages.</summary>
    public TimeSpan EmptyRoomKept { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes that wait for one session before it counts as too slow.</summary>
    public int OutboxBytes { get; init; } = 1 << 20;

    /// <summary>A session that is silent for so long is asked whether it lives.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>A session that is silent for so long is dead.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromSeconds(18);

    /// <summary>How long the place of a lost session is kept: with <see cref="IdleLimit"/>, others are told within 30 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Presence of a room is told at most so often; the first change after a quiet time at once.</summary>
    public TimeSpan PresenceInterval { get; init; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>How much a log keeps.</summary>
/// <param name="Messages">Messages, at least 1.</param>
/// <param name="Bytes">Bytes of them, as they travel.</param>
internal readonly record struct LogBound(int Messages, int Bytes);
