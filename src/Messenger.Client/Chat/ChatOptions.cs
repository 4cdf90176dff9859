namespace Messenger.Client.Chat;

/// <summary>How a chat behaves; every bound has a default for a person at a terminal.</summary>
public sealed record ChatOptions
{
    /// <summary>Rooms to join after the login, beside the lobby.</summary>
    public IReadOnlyList<string> Rooms { get; init; } = [];

    /// <summary>What a newcomer sees of the past; false: nothing before the login (<c>--since now</c>).</summary>
    public bool ShowPast { get; init; } = true;

    /// <summary>Try on when the first connection fails, instead of ending.</summary>
    public bool KeepTryingAtFirst { get; init; }

    /// <summary>Lines kept in each buffer.</summary>
    public int LinesKept { get; init; } = 5_000;

    /// <summary>Private conversations kept; the one that was quiet longest goes first.</summary>
    public int PrivateBuffersKept { get; init; } = 256;

    /// <summary>Messages that may wait in the outbox; more are refused where they are typed.</summary>
    public int OutboxLimit { get; init; } = 1_000;

    /// <summary>Events that may wait for the view before the session stops reading from the server.</summary>
    public int EventsWaiting { get; init; } = 8_192;

    /// <summary>The ceiling of the first random wait before a reconnect; it doubles with every attempt.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The highest ceiling of a random wait.</summary>
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromSeconds(15);
}
