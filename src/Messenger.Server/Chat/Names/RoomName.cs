using System.Diagnostics.CodeAnalysis;

namespace Messenger.Server.Chat.Names;

/// <summary>
/// The name of a room: the alphabet of <see cref="UserName"/>, with a <c>#</c> in front that may be typed and is not kept.
/// <see cref="Lobby"/> always exists, so what only looks like it is refused.
/// </summary>
internal sealed class RoomName : IEquatable<RoomName>
{
    private readonly NameForm _form;

    private RoomName(NameForm form) => _form = form;

    /// <summary>The room that everybody is in.</summary>
    public static RoomName Lobby { get; } = new(NameForm.Of("lobby"));

    /// <summary>The name as typed, in NFKC, without <c>#</c>: to be shown.</summary>
    public string Display => _form.Display;

    /// <summary>The name for comparison: case-folded NFKC.</summary>
    public string Key => _form.Key;

    /// <summary>The name's looks: equal for two names that a person can take for one another. Never to be shown.</summary>
    public string Skeleton => _form.Skeleton;

    /// <summary>Reads a room's name as a person typed it. Every spelling of the lobby is <see cref="Lobby"/>.</summary>
    /// <param name="raw">Any text of any size.</param>
    /// <param name="name">The name, where there is no error.</param>
    /// <param name="error">Why it is none; <see cref="NameErrors.Describe"/> puts it into a sentence.</param>
    public static bool TryParse(string? raw, [NotNullWhen(true)] out RoomName? name, out NameError error)
    {
        name = null;
        error = NameRules.Read(WithoutHash(raw), out var form);
        if (error != NameError.None)
            return false;
        if (form.Key == Lobby.Key)
            name = Lobby;
        else if (form.Skeleton == Lobby.Skeleton)
            error = NameError.PosesAsLobby;
        else
            name = new RoomName(form);
        return name is not null;
    }

    /// <summary>Whether <paramref name="other"/> is another room that looks like this one.</summary>
    public bool PosesAs(RoomName other) => Key != other.Key && Skeleton == other.Skeleton;

    /// <inheritdoc/>
    public bool Equals(RoomName? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RoomName);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Display;

    // Not copied where the text is too long to be a name: 1 MB costs nothing.
    private static string? WithoutHash(string? raw) => raw is ['#', ..] && raw.Length <= NameRules.MaxRawLength + 1 ? raw[1..] : raw;
}
