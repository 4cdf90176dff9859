using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Identity;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Chat;

/// <summary>What people are told of files that go between them.</summary>
internal sealed partial class Community
{
    /// <summary>Whose a name is.</summary>
    /// <param name="text">As somebody typed it.</param>
    /// <param name="claim">The claim, where there is no refusal.</param>
    public Refused? FindName(string text, out NameClaim? claim) => TryFindName(text, requestId: 0, out claim, out Refused? refusal) ? null : refusal;

    /// <summary>Tells all chat sessions of a name something.</summary>
    /// <param name="text">The name.</param>
    /// <param name="owner">Whose it must be.</param>
    /// <param name="frame">What they are told.</param>
    /// <param name="now">Now.</param>
    /// <returns>False: nobody of that owner is there.</returns>
    public bool Tell(string text, Fingerprint owner, ServerFrame frame, Moment now)
    {
        if (!IsConnected(owner) || !UserName.TryParse(text, out UserName? name, out _))
            return false;
        // Who has another name now is the same person.
        User? user = _users.TryGetValue(name.Key, out User? named) && named.Owner == owner && named.ChatSessions.Count > 0
            ? named
            : _users.Values.FirstOrDefault(other => other.Owner == owner && other.ChatSessions.Count > 0);
        if (user is null)
            return false;
        byte[] encoded = ControlCodec.Encode(frame);
        foreach (Session session in user.ChatSessions)
            Delivery.Send(session, encoded);
        Settle(now);
        return true;
    }
}
