namespace Messenger.Cli.Output.Json;

/// <summary>A message in a room (<c>room</c>) or a private one (<c>with</c>: the other end).</summary>
internal sealed record MessageObject() : JsonObject("message")
{
    public string? Room { get; init; }
    public string? With { get; init; }
    public required string From { get; init; }
    public required string Text { get; init; }
    public required string Kind { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required Guid MessageId { get; init; }
    public required ulong Epoch { get; init; }
    public required long Sequence { get; init; }
    public required bool Own { get; init; }
    public required bool Mention { get; init; }
    public required bool History { get; init; }
}

/// <summary>How far a message of one's own is.</summary>
internal sealed record DeliveryObject(string State, Guid MessageId, string? Room, string? With, string? Reason) : JsonObject("delivery");

/// <summary>Somebody came into a room, left it, went away or came back.</summary>
internal sealed record PresenceObject(string Room, string Name, string State, string? Reason = null, string? NewName = null) : JsonObject("presence");

/// <summary>The user is in a room.</summary>
internal sealed record EnteredObject(string Room, string Topic, int Members, bool Again) : JsonObject("entered");

/// <summary>The user is no longer in a room.</summary>
internal sealed record LeftObject(string Room, string? Reason) : JsonObject("left");

/// <summary>A room has another topic.</summary>
internal sealed record TopicObject(string Room, string Topic, string By) : JsonObject("topic");

/// <summary>Where the connection is.</summary>
internal sealed record ConnectionObject(string State) : JsonObject("connection")
{
    public string? Server { get; init; }
    public string? Fingerprint { get; init; }
    public bool? FirstContact { get; init; }
    public string? Encryption { get; init; }
    public string? Name { get; init; }
    public string? ServerName { get; init; }
    public string? ServerVersion { get; init; }
    public bool? Resumed { get; init; }
    public int? Attempt { get; init; }
    public double? AfterSeconds { get; init; }
    public string? Reason { get; init; }
}

/// <summary>A sentence for people.</summary>
internal sealed record NoticeObject(string Text, string? Room = null, string? With = null) : JsonObject("notice");

/// <summary>Something failed.</summary>
/// <param name="Code">A word for programs, as in <c>usage</c>, <c>no-such-user</c>.</param>
/// <param name="Exit">What a command that failed so would exit with.</param>
/// <param name="Message">One sentence for people.</param>
internal sealed record ErrorObject(string Code, int Exit, string Message) : JsonObject("error")
{
    public string? Room { get; init; }
    public string? With { get; init; }
}
