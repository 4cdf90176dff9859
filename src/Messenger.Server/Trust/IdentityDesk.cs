using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Control;
using Messenger.Server.Files;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Trust;

/// <summary>What people do with their own identity: link other keys to it, see and unlink them, take another name, and let one go.</summary>
/// <param name="gate">The door to the chat.</param>
/// <param name="operators">Who may what, and whose transfers are stopped.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="offers">The codes that wait.</param>
/// <param name="log">The log.</param>
internal sealed class IdentityDesk(ChatGate gate, OperatorDesk operators, ITrustStore store, LinkOffers offers, ILogger log)
{
    private static readonly Refused Ended = Refusals.Of(RefusalCode.NotLoggedIn, "The session has ended.");

    private TrustPolicy Policy => operators.Policy;

    /// <summary>Answers a request; when the task is done, what it changed is on the disk.</summary>
    /// <returns>The answer; null: it was given.</returns>
    public async Task<ServerFrame?> RunAsync(Session session, ClientFrame request) => request switch
    {
        OpenLink open => Open(session, open),
        ListKeys list => List(session, list),
        UnlinkKey unlink => await UnlinkAsync(session, unlink).ConfigureAwait(false),
        Rename rename => await RenameAsync(session, rename).ConfigureAwait(false),
        ReleaseName release => await ReleaseAsync(session, release).ConfigureAwait(false),
        _ => throw new InvalidOperationException($"{request.GetType().Name} is nothing about an identity."),
    };

    /// <summary>Judges what a login proves about a link code (CTL-KEY-3).</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="peer">Who shows it.</param>
    /// <param name="turn">A turn at the community.</param>
    /// <param name="offer">The code, where there is no refusal.</param>
    public Refused? CheckProof(byte[] proof, Peer peer, ChatGate.Turn turn, out LinkOffer? offer)
    {
        offer = null;
        string? from = WrongGuesses.IdOf(peer.Host, Policy.Rules.CountLoopback);
        if (Policy.Guesses.Wait(from, turn.Now.Unix) is var wait && wait > TimeSpan.Zero)
            return Refusals.Of(RefusalCode.TooFast, $"There were too many wrong codes; try again in {Plural.Of((long)Math.Ceiling(wait.TotalSeconds), "second")}.");
        offer = offers.Find(proof, peer.Key, turn.Now.Uptime);
        if (offer is null)
        {
            Policy.Guesses.Add(from, turn.Now.Unix);
            return Refusals.Of(RefusalCode.AccessDenied, "This link code is not known here, or was used or is too old; msgr identity link on your other machine makes a new one.");
        }

        Policy.Guesses.Forget(from);
        return peer.Owner == offer.Owner ? null : CheckFree(peer, offer.Owner, turn.Community);
    }

    /// <summary>Makes a key that has shown a code its owner's.</summary>
    /// <returns>What is to be kept; null: it was the owner's already.</returns>
    public KeyLink? Link(LinkOffer offer, Peer peer, ChatGate.Turn turn)
    {
        offers.Use(offer);
        if (turn.Community.Keys.OwnerOf(peer.Key) == offer.Owner)
            return null;
        var link = new KeyLink(peer.Key, offer.Owner, turn.Now.Unix);
        turn.Community.Keys.Set(link);
        return link;
    }

    /// <summary>Keeps whose a key is, and notes it.</summary>
    public async Task KeepAsync(KeyLink link)
    {
        await store.SaveKeyAsync(link).ConfigureAwait(false);
        log.ZLogInformation($"The key {link.Key} was linked to {link.Owner}.");
    }

    // What is the key's alone would be out of its reach.
    private static Refused? CheckFree(Peer peer, Fingerprint owner, Community community)
    {
        if (community.Names.Of(peer.Owner).FirstOrDefault() is { } claim)
            return Refusals.Of(RefusalCode.AccessDenied, $"Your key has the name {claim.Display} here; let each name of it go first (msgr identity release --user {claim.Display}), or link the other way round: msgr identity link on this machine makes a code for the other one.");
        if (community.Keys.HasOther(peer.Owner, peer.Key))
            return Refusals.Of(RefusalCode.AccessDenied, "Your key is linked to others already; unlink them first: msgr identity keys lists them.");
        return community.Keys.KeysOf(owner).Count() < KeyRing.MostKeys ? null
            : Refusals.Of(RefusalCode.LimitReached, $"You have {KeyRing.MostKeys} keys already; unlink one first: msgr identity keys lists them.");
    }

    private ServerFrame Open(Session session, OpenLink request)
    {
        using ChatGate.Turn turn = gate.Enter();
        if (session.Ended)
            return Ended;
        LinkCode? code = offers.Create(session.User.Owner, session.User.Name, turn.Now.Uptime);
        return code is null
            ? Refusals.Of(RefusalCode.LimitReached, "Too many link codes wait to be used; try again in some minutes.")
            : new LinkOpened { RequestId = request.RequestId, Code = code.Reveal(), LifeMilliseconds = (int)LinkOffers.Life.TotalMilliseconds };
    }

    private ServerFrame List(Session session, ListKeys request)
    {
        using ChatGate.Turn turn = gate.Enter();
        Community community = turn.Community;
        return new KeyPage
        {
            RequestId = request.RequestId,
            Keys = [.. community.Keys.KeysOf(session.User.Owner).Select(link => new UserKey
            {
                Fingerprint = link.Key.ToString(),
                Linked = link.Since,
                Sessions = community.Sessions.Count(other => other.Peer.Key == link.Key),
                IsOwn = link.Key == session.Peer.Key,
            })],
        };
    }

    private async Task<ServerFrame?> UnlinkAsync(Session session, UnlinkKey request)
    {
        if (!Fingerprint.TryParse(request.Fingerprint, out Fingerprint key))
            return Refusals.Of(RefusalCode.BadRequest, $"{SafeText.Show(request.Fingerprint)} is no key; msgr identity keys lists yours.");
        Task kept;
        using (ChatGate.Turn turn = gate.Enter())
        {
            if (session.Ended)
                return Ended;
            if (turn.Community.Keys.OwnerOf(key) != session.User.Owner)
                return Refusals.Of(RefusalCode.NoSuchUser, $"{key} is no key of yours; msgr identity keys lists those.");
            if (Unlinking.Check(turn.Community, key) is { } refusal)
                return refusal;
            offers.Withdraw(session.User.Owner);
            kept = Unlinking.Do(turn.Community, Policy, store, key, turn.Now);
        }

        await kept.ConfigureAwait(false);
        log.ZLogInformation($"{session.User.Name} has unlinked the key {key}.");
        operators.StopTransfers(new Stopped(key, KeyAlone: true), Unlinking.Sentence);
        var done = new Done { RequestId = request.RequestId };
        using (ChatGate.Turn turn = gate.Enter())
        {
            // Whoever takes away the key that it came with is told so, and then that it has to leave.
            if (session.Peer.Key == key)
                turn.Community.Delivery.Send(session, ControlCodec.Encode(done));
            turn.Community.ExpelKey(key, Unlinking.Sentence, turn.Now);
        }

        return session.Peer.Key == key ? null : done;
    }

    private async Task<ServerFrame> RenameAsync(Session session, Rename request)
    {
        if (!UserName.TryParse(request.Name, out UserName? name, out NameError error))
            return Refusals.Of(RefusalCode.NameInvalid, NameErrors.Describe(error, request.Name));
        NameClaim? claim;
        bool isNew;
        using (ChatGate.Turn turn = gate.Enter())
        {
            Refused? refusal = session.Ended ? Ended : Silenced(session, turn.Now) ?? Policy.Judge(name, session.Peer, turn.Now.Unix) ?? turn.Community.CheckRename(session.User, name.Key);
            if (refusal is not null)
                return refusal;
            if (turn.Community.Names.Claim(name, session.User.Owner, turn.Now.Unix, out claim, out isNew) is { } taken)
                return taken;
        }

        // CTL-NAME-4: before anybody is told.
        if (isNew && Policy.Rules.Names != NamePolicy.Open)
            await store.SaveNameAsync(claim!).ConfigureAwait(false);
        using (ChatGate.Turn turn = gate.Enter())
        {
            // It may have been let go, or be in use elsewhere, since.
            Refused? refusal = session.Ended || !turn.Community.Names.TryFind(name.Key, out NameClaim? held) || held != claim ? Ended : turn.Community.CheckRename(session.User, name.Key);
            if (refusal is not null)
            {
                turn.Community.DropUnused(claim!);
                return refusal;
            }

            turn.Community.Rename(session.User, claim!, turn.Now);
            foreach (Session other in session.User.Sessions)
                Policy.Admit(other, turn.Now.Unix);
            return new Renamed { RequestId = request.RequestId, Name = session.User.Name };
        }
    }

    private async Task<ServerFrame?> ReleaseAsync(Session session, ReleaseName request)
    {
        NameClaim claim;
        using (ChatGate.Turn turn = gate.Enter())
        {
            if (session.Ended)
                return Ended;
            claim = session.User.Claim;
            if (turn.Community.Names.AreFleeting)
                return Refusals.Of(RefusalCode.BadRequest, "On this server a name is whoever's is online with it; leave, and it is free.");
            // What is laid upon a name is not shaken off with it.
            if (Silenced(session, turn.Now) is { } silenced)
                return silenced;
        }

        await store.RemoveNameAsync(claim).ConfigureAwait(false);
        Task kept = Task.CompletedTask;
        using (ChatGate.Turn turn = gate.Enter())
        {
            if (session.Ended)
                return Ended;
            turn.Community.Delivery.Send(session, ControlCodec.Encode(new Done { RequestId = request.RequestId }));
            turn.Community.Release(claim, $"You have let the name {claim.Display} go.", turn.Now);
            // Whoever has it next is no operator for that.
            if (Target.TryParse(claim.Display, out Target? who) && Policy.RemoveOperator(who))
                kept = store.SaveOperatorAsync(who, isOne: false);
        }

        log.ZLogInformation($"The name {claim.Display} was let go by its owner.");
        await kept.ConfigureAwait(false);
        return null;
    }

    private static Refused? Silenced(Session session, Moment now) =>
        session.Mute is { } mute && !mute.IsOver(now.Unix) ? Refusals.Of(RefusalCode.AccessDenied, mute.Sentence) : null;
}
