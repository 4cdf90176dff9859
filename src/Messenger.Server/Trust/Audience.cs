using System.Diagnostics.CodeAnalysis;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Trust;

/// <summary>Who may do something: everybody, operators, or names as well as operators.</summary>
internal sealed class Audience
{
    private readonly HashSet<string>? _names;

    private Audience(HashSet<string>? names) => _names = names;

    /// <summary>Whoever is logged in.</summary>
    public static Audience Everyone { get; } = new(null);

    /// <summary>Some are named.</summary>
    public bool NamesSome => _names is { Count: > 0 };

    /// <summary>Reads <c>everyone</c>, <c>operators</c>, or names with commas between them.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Audience? audience)
    {
        audience = text == "everyone" ? Everyone : text == "operators" ? new Audience([]) : null;
        if (audience is not null)
            return true;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            if (!UserName.TryParse(part.Trim(), out UserName? name, out _))
                return false;
            names.Add(name.Key);
        }

        audience = new Audience(names);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _names is null ? "everyone" : _names.Count == 0 ? "operators" : string.Join(',', _names.Order(StringComparer.Ordinal));

    /// <summary>Whether a session's user is among them, under whichever of its names.</summary>
    public bool Includes(Session session, NameRegistry names) =>
        _names is null || session.IsOperator || _names.Any(name => names.TryFind(name, out NameClaim? claim) && claim.Owner == session.User.Owner);
}
