using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Files;

namespace Messenger.Server.Trust;

/// <summary>Who may come in, and as what. Asked and changed by whoever has its turn at the community.</summary>
/// <param name="names">Whose name is whose.</param>
/// <param name="keys">Which keys are one person.</param>
internal sealed class TrustPolicy(NameRegistry names, KeyRing keys)
{
    private readonly Dictionary<string, Target> _operators = new(StringComparer.Ordinal);

    /// <summary>Bans and mutes.</summary>
    public SanctionList Sanctions { get; } = new(names, keys);

    /// <summary>Who may act on others, by name or key.</summary>
    public IEnumerable<Target> Operators => _operators.Values.OrderBy(who => who.Id, StringComparer.Ordinal);

    /// <summary>Keys that have no name here are not let in.</summary>
    public bool ClosedToNewcomers { get; set; }

    /// <summary>How the keeper wants the door to be.</summary>
    public EntryRules Rules { get; set; } = new();

    /// <summary>Who has shown wrong secrets.</summary>
    public WrongGuesses Guesses { get; } = new();

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
        if (Sanctions.Find(SanctionKind.Ban, name.Key, peer, now) is { } ban)
            return Refusals.Of(RefusalCode.AccessDenied, ban.Sentence);
        if (Rules.Names == NamePolicy.Listed && !names.TryFind(name.Key, out _))
            return Refusals.Of(RefusalCode.AccessDenied, $"The name {name.Display} is not on this server's list; ask its keeper to add it for your key {peer.Key}.");
        if ((!ClosedToNewcomers && Rules.Access != Access.Listed) || names.HasNames(peer.Owner) || HasOperatorKey(peer.Owner))
            return null;
        return Refusals.Of(RefusalCode.AccessDenied, Rules.Access == Access.Listed
            ? $"This server lets in only those whom it knows; ask its keeper to list your key {peer.Key}."
            : "This server takes no newcomers at the moment; ask one of its operators, or try again later.");
    }

    /// <summary>Judges what a login proves, where a secret is asked for (CTL-TRUST-6, CTL-TRUST-7).</summary>
    /// <returns>Why not, or null.</returns>
    public Refused? CheckProof(UserName name, Peer peer, byte[] proof, long now)
    {
        if (Rules.Lock is not { } door)
            return null;
        bool opens = door.Opens(proof, peer.Key);
        bool isOwn = names.TryFind(name.Key, out NameClaim? claim) && claim.Owner == peer.Owner;
        // Nobody locks somebody else out by guessing under their name.
        if (opens && isOwn)
            return null;

        string? from = WrongGuesses.IdOf(peer.Host, Rules.CountLoopback);
        string? named = from is null ? null : WrongGuesses.IdOf(name.Key);
        TimeSpan wait = TimeSpan.FromTicks(Math.Max(Guesses.Wait(from, now).Ticks, Guesses.Wait(named, now).Ticks));
        if (wait > TimeSpan.Zero)
            return Refusals.Of(RefusalCode.TooFast, $"There were too many wrong secrets; try again in {Plural.Of((long)Math.Ceiling(wait.TotalSeconds), "second")}.");
        if (opens)
        {
            Guesses.Forget(from);
            return null;
        }

        if (proof.Length == 0)
            return Refusals.Of(RefusalCode.SecretNeeded, "This server asks for a secret.");
        Guesses.Add(from, now);
        Guesses.Add(named, now);
        return Refusals.Of(RefusalCode.SecretNeeded, "The server's secret is another one.");
    }

    /// <summary>Judges what a session asks about files.</summary>
    /// <returns>Why not, or null.</returns>
    public Refused? CheckFiles(Session session, ClientFrame request) => request switch
    {
        OpenUpload { To.Length: > 0 } when !Rules.Sends.Includes(session, names) => Refusals.Of(RefusalCode.AccessDenied, "You may not send files to people on this server; its keeper says who may."),
        OpenUpload { To.Length: 0 } when !Rules.Uploads.Includes(session, names) => Refusals.Of(RefusalCode.AccessDenied, "You may not put files on this server; its keeper says who may."),
        // A parcel is its recipient's, and a measurement is no file.
        OpenDownload { Parcel: 0, MeasureBytes: 0 } when !Rules.Downloads.Includes(session, names) => Refusals.Of(RefusalCode.AccessDenied, "You may not take files from this server; its keeper says who may."),
        _ => null,
    };

    /// <summary>Gives a session what its user may do and may not do.</summary>
    public void Admit(Session session, long now)
    {
        session.IsOperator = HasOperatorKey(session.Peer.Owner) || HasOperatorName(session.Peer.Owner);
        session.Mute = Sanctions.Find(SanctionKind.Mute, session.User.Key, session.Peer, now);
    }

    // As a ban of a name does, it holds for its owner under every other one.
    private bool HasOperatorName(Fingerprint owner) => !names.AreFleeting && _operators.Values.Any(who => who.NameKey is { } name && names.TryFind(name, out NameClaim? claim) && claim.Owner == owner);

    private bool HasOperatorKey(Fingerprint owner) => keys.KeysOf(owner).Any(link => _operators.ContainsKey(link.Key.ToString()));
}
