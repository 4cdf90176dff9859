using Messenger.Contracts.Control;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Files;
using Messenger.Server.Trust;

namespace Messenger.Server.Control;

/// <summary>From a login that makes sense to a session: who it is, whether it may come in, and as whom.</summary>
/// <param name="context">What all share.</param>
internal sealed class Entrance(ControlContext context)
{
    private TrustPolicy Policy => context.Operators.Policy;

    /// <summary>Lets somebody in.</summary>
    /// <param name="login">What the client said.</param>
    /// <param name="accepted">What of it makes sense.</param>
    /// <param name="outbox">Where frames for it wait.</param>
    /// <param name="peer">Its key and address.</param>
    /// <returns>The session; or why not.</returns>
    public async ValueTask<(Session? Session, Refused? Refusal)> EnterAsync(Login login, LoginCheck.Accepted accepted, Outbox outbox, Peer peer)
    {
        NameClaim? claim;
        KeyLink? link = null;
        bool isNew;
        UserName name = accepted.Name;
        using (ChatGate.Turn turn = context.Gate.Enter())
        {
            peer = peer with { Owner = turn.Community.Keys.OwnerOf(peer.Key) };
            LinkOffer? offer = null;
            if (login.LinkProof.Length > 0 && context.Identities.CheckProof(login.LinkProof, peer, turn, out offer) is { } unlinked)
                return (null, unlinked);
            if (offer is not null)
                (peer, name) = (peer with { Owner = offer.Owner }, NameOf(offer, name, turn.Community.Names));
            if (Policy.Judge(name, peer, turn.Now.Unix) is { } unwelcome)
                return (null, unwelcome);
            if (Policy.CheckProof(name, peer, login.JoinProof, turn.Now.Unix) is { } unproved)
                return (null, unproved);
            if (offer is not null)
                link = context.Identities.Link(offer, peer, turn);
            if (turn.Community.Names.Claim(name, peer.Owner, turn.Now.Unix, out claim, out isNew) is { } taken)
                return (null, taken);
        }

        // CTL-NAME-4: who is told that a name is theirs keeps it, even if the server dies now. CTL-KEY-3: so does a key.
        if (link is { } made)
            await context.Identities.KeepAsync(made).ConfigureAwait(false);
        if (isNew && Policy.Rules.Names != NamePolicy.Open)
            await context.Names.SaveAsync(claim!).ConfigureAwait(false);

        using (ChatGate.Turn turn = context.Gate.Enter())
        {
            (Session? session, Refused? refusal) = Begin(login with { Client = accepted.Client }, claim!, outbox, peer, turn);
            // A login that is refused after all leaves no name behind, nor one that came back under another name.
            turn.Community.DropUnused(claim!);
            return (session, refusal);
        }
    }

    private (Session? Session, Refused? Refusal) Begin(Login login, NameClaim claim, Outbox outbox, Peer peer, ChatGate.Turn turn)
    {
        // It may have been banned, or its key taken away, while its name was written.
        if (turn.Community.Keys.OwnerOf(peer.Key) != peer.Owner)
            return (null, Refusals.Of(RefusalCode.AccessDenied, "Your key was unlinked at this moment; log in again."));
        if (UserName.TryParse(claim.Display, out UserName? name, out _) && Policy.Judge(name, peer, turn.Now.Unix) is { } unwelcome)
            return (null, unwelcome);
        if (turn.Community.Login(claim, login, outbox, peer, turn.Now, out Session? session) is { } refusal)
            return (null, refusal);
        Policy.Admit(session!, turn.Now.Unix);
        return (session, null);
    }

    // The other machine need not know by which of its names the person asked for the code.
    private static UserName NameOf(LinkOffer offer, UserName asked, NameRegistry names) =>
        names.TryFind(asked.Key, out NameClaim? claim) && claim.Owner == offer.Owner || !UserName.TryParse(offer.Name, out UserName? own, out _) ? asked : own;
}
