using Messenger.Contracts.Control;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Files;

namespace Messenger.Server.Trust;

/// <summary>Who may come in, and as what. Asked and changed by whoever has its turn at the community.</summary>
/// <param name="names">Whose name is whose.</param>
internal sealed class TrustPolicy(NameRegistry names)
{
    private readonly Dictionary<string, Target> _operators = new(StringComparer.Ordinal);

    /// <summary>Bans and mutes.</summary>
    public SanctionList Sanctions { get; } = new(names);

    /// <summary>Who may act on others, by name or key.</summary>
    public IEnumerable<Target> Operators => _operators.Values.OrderBy(who => who.Id, StringComparer.Ordinal);

    /// <summary>Keys that have no name here are not let in.</summary>
    public bool ClosedToNewcomers { get; set; }

    /// <summary>Makes somebody an operator.</summary>
    /// <returns>False: was one.</returns>
    public bool AddOperator(Target who) => _operators.TryAdd(who.Id, who);

    /// <summary>Makes an operator one no more.</summary>
    /// <returns>False: was none.</returns>
    public bool RemoveOperator(Target who) => _operators.Remove(who.Id);

    /// <summary>Judges a login before its name is claimed.</summary>
    /// <returns>Why not, or null.</returns>
    public Refused? Judge(UserName name, Peer peer, long now)
    {
        if (Sanctions.Find(SanctionKind.Ban, name.Key, peer.Key, peer.Host, now) is { } ban)
            return Refusals.Of(RefusalCode.AccessDenied, ban.Sentence);
        if (ClosedToNewcomers && !names.HasNames(peer.Key) && !_operators.ContainsKey(peer.Key.ToString()))
            return Refusals.Of(RefusalCode.AccessDenied, "This server takes no newcomers at the moment; ask one of its operators, or try again later.");
        return null;
    }

    /// <summary>Gives a session what its user may do and may not do.</summary>
    public void Admit(Session session, long now)
    {
        session.IsOperator = _operators.ContainsKey(session.User.Key) || _operators.ContainsKey(session.Peer.Key.ToString());
        session.Mute = Sanctions.Find(SanctionKind.Mute, session.User.Key, session.Peer.Key, session.Peer.Host, now);
    }
}
