using Messenger.Contracts;
using Messenger.Contracts.Chat;

namespace Messenger.Client.Chat;

/// <summary>What a buffer shows.</summary>
public enum BufferKind
{
    /// <summary>A room, the lobby among them.</summary>
    Room,

    /// <summary>A conversation with one user, oneself among them.</summary>
    Private,
}

/// <summary>Names a buffer: a room, or the user whom one talks to. Names are compared without case.</summary>
public readonly record struct BufferKey
{
    private readonly string? _name;

    private BufferKey(BufferKind kind, string name)
    {
        Kind = kind;
        _name = name;
    }

    /// <summary>What it shows.</summary>
    public BufferKind Kind { get; }

    /// <summary>The room's or the user's name, as it was first written.</summary>
    public string Name => _name ?? WireLimits.Lobby;

    /// <summary>The room that everybody is in.</summary>
    public static BufferKey Lobby { get; } = new(BufferKind.Room, WireLimits.Lobby);

    /// <summary>A room's buffer.</summary>
    /// <param name="name">The room.</param>
    public static BufferKey Room(string name) => new(BufferKind.Room, name);

    /// <summary>A private conversation's buffer.</summary>
    /// <param name="user">The other user.</param>
    public static BufferKey Private(string user) => new(BufferKind.Private, user);

    /// <inheritdoc/>
    public bool Equals(BufferKey other) => Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, StringComparer.OrdinalIgnoreCase.GetHashCode(Name));

    /// <summary>The name; a private one with an <c>@</c> in front.</summary>
    public override string ToString() => Kind == BufferKind.Private ? "@" + Name : Name;

    internal static BufferKey Of(ChatMessage message, bool own)
    {
        if (message.Room.Length > 0)
            return Room(message.Room);
        return Private(own ? message.To : message.From);
    }
}
