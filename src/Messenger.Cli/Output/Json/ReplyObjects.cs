namespace Messenger.Cli.Output.Json;

/// <summary>A request that has no answer of its own is done.</summary>
internal sealed record OkObject() : JsonObject("ok");

/// <summary>A message is in its log.</summary>
internal sealed record AcceptedObject() : JsonObject("accepted")
{
    public string? Room { get; init; }
    public string? With { get; init; }
    public required Guid MessageId { get; init; }
    public required ulong Epoch { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset Time { get; init; }
}

/// <summary>What came of an operator's act; the columns of a line have tabs between them.</summary>
internal sealed record OperatedObject(IReadOnlyList<string> Lines) : JsonObject("operated");

/// <summary>Who is in a room.</summary>
internal sealed record UsersObject(string Room, IReadOnlyList<UserItem> Users) : JsonObject("users");

internal sealed record UserItem(string Name, bool Away);

/// <summary>Which rooms there are.</summary>
internal sealed record RoomsObject(IReadOnlyList<RoomItem> Rooms) : JsonObject("rooms");

internal sealed record RoomItem(string Name, int Members, string Topic);

/// <summary>What the server says about a user.</summary>
internal sealed record WhoisObject(string Name, bool Online) : JsonObject("whois")
{
    public string? Away { get; init; }
    public string? Fingerprint { get; init; }
    public IReadOnlyList<string>? OtherKeys { get; init; }
    public DateTimeOffset? Since { get; init; }
    public double? IdleSeconds { get; init; }
    public string? Client { get; init; }
    public IReadOnlyList<string> Rooms { get; init; } = [];
}

/// <summary>The last messages of a room or a private conversation, oldest first.</summary>
internal sealed record HistoryObject(string? Room, string? With, IReadOnlyList<MessageObject> Messages) : JsonObject("history");

/// <summary>Files of the server's library.</summary>
internal sealed record FilesObject(IReadOnlyList<FileItem> Files) : JsonObject("files");

internal sealed record FileItem(string Path, long Size, DateTimeOffset Modified, string MediaType)
{
    public string? Sha256 { get; init; }
}

/// <summary>Servers that announce themselves.</summary>
internal sealed record DiscoveredObject(IReadOnlyList<DiscoveredItem> Servers) : JsonObject("discovered");

internal sealed record DiscoveredItem(string Name, string Server, IReadOnlyList<string> Addresses, string Link)
{
    public string? Fingerprint { get; init; }
}

/// <summary>The user's own key.</summary>
internal sealed record IdentityObject(string Fingerprint, string File) : JsonObject("identity");

/// <summary>A code that makes another machine's key the same person.</summary>
internal sealed record LinkCodeObject(string Code, DateTimeOffset Expires) : JsonObject("linkCode");

/// <summary>This machine's key is somebody's now.</summary>
internal sealed record LinkedObject(string Name, string Fingerprint) : JsonObject("linked");

/// <summary>The user has another name.</summary>
internal sealed record RenamedObject(string Name) : JsonObject("renamed");

/// <summary>The keys that are one person, the oldest first.</summary>
internal sealed record KeysObject(IReadOnlyList<KeyItem> Keys) : JsonObject("keys");

internal sealed record KeyItem(string Fingerprint, int Sessions, bool Own)
{
    public DateTimeOffset? Linked { get; init; }
}

/// <summary>An invitation.</summary>
internal sealed record LinkObject(string Link, string Server, string? Room, string Fingerprint) : JsonObject("link");

/// <summary>One or more round trips to the server.</summary>
internal sealed record PongObject(string? Server, IReadOnlyList<double> Milliseconds) : JsonObject("pong");
