using System.Text;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Files;

namespace Messenger.Server.Trust;

/// <summary>Who acts.</summary>
/// <param name="Who">The name that others are told.</param>
/// <param name="From">Where from, for the audit log.</param>
/// <param name="Session">The session; null: the keeper, on the server's own machine.</param>
internal sealed record ActCaller(string Who, string From, Session? Session)
{
    /// <summary>Whoever can reach the socket in the data directory.</summary>
    public static ActCaller Keeper { get; } = new("the server's keeper", "ctl", null);
}

/// <summary>What came of an act.</summary>
/// <param name="Lines">What there is to say.</param>
/// <param name="Refusal">Why it was not done; null: it was.</param>
internal readonly record struct ActAnswer(IReadOnlyList<string> Lines, Refused? Refusal)
{
    // Two counts before each string.
    private const int LineOverhead = 8;

    /// <summary>It was done.</summary>
    public static ActAnswer Say(params IReadOnlyList<string> lines) => new(lines, null);

    /// <summary>The lines that fit into a frame (CTL-REQ-4), the last of them saying what does not.</summary>
    public string[] Page()
    {
        int count = 0;
        for (int bytes = 0; count < Lines.Count && count < WireLimits.ActLines - 1; count++)
        {
            bytes += LineOverhead + Encoding.UTF8.GetByteCount(Lines[count]);
            if (bytes > WireLimits.PageBytes)
                break;
        }

        return count == Lines.Count ? [.. Lines] : [.. Lines.Take(count), $"and {Lines.Count - count} more: say whom you mean"];
    }

    /// <summary>It was not.</summary>
    public static ActAnswer No(RefusalCode code, string sentence) => new([], Refusals.Of(code, sentence));
}

/// <summary>One thing that an operator can do.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Words">What goes behind it.</param>
/// <param name="Help">What it does.</param>
/// <param name="Do">Does it, in a turn at the community.</param>
internal sealed record Act(string Name, string Words, string Help, Func<ActContext, ActAnswer> Do)
{
    /// <summary>Words that it must have.</summary>
    public int Fewest { get; init; }

    /// <summary>It changes nothing, and is not noted.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>Name and words.</summary>
    public string Synopsis => $"{Name} {Words}".TrimEnd();
}

/// <summary>What an act works with, for as long as its turn lasts.</summary>
internal sealed class ActContext
{
    private const int LongestText = 600;

    /// <summary>Who acts.</summary>
    public required ActCaller Caller { get; init; }

    /// <summary>On whom, and how.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>All who are here.</summary>
    public required Community Community { get; init; }

    /// <summary>Who may what.</summary>
    public required TrustPolicy Policy { get; init; }

    /// <summary>Where it is kept.</summary>
    public required ITrustStore Store { get; init; }

    /// <summary>Bytes a second that a key's transfers move.</summary>
    public required Func<Fingerprint, long> TransferRate { get; init; }

    /// <summary>When the turn began.</summary>
    public required Moment Now { get; init; }

    /// <summary>Writes to be waited for before the act is answered.</summary>
    public List<Task> Writes { get; } = [];

    /// <summary>Whose transfers are to be stopped, and what they are told.</summary>
    public Dictionary<Stopped, string> Stopped { get; } = [];

    /// <summary>The words from one on, as one text that is safe to show.</summary>
    public string TextFrom(int first)
    {
        string text = SafeText.Strip(string.Join(' ', Words.Skip(first))).Trim();
        return text.Length <= LongestText ? text : text[..LongestText];
    }

    /// <summary>Ends the sessions that a target is, and what their users move.</summary>
    /// <returns>How many.</returns>
    public int Expel(Target target, string sentence)
    {
        Session[] hit = [.. Community.Sessions.Where(session => Hits(target, session))];
        foreach (Session session in hit)
        {
            Stopped[new Stopped(session.User.Owner)] = sentence;
            Community.Expel(session, sentence, Now);
        }

        if (target.NameKey is { } name)
            Community.ForgetGhosts(name, Now);
        return hit.Length;
    }

    /// <summary>Gives those who are here what they may do and may not do, anew.</summary>
    public void AdmitAgain()
    {
        foreach (Session session in Community.Sessions)
            Policy.Admit(session, Now.Unix);
    }

    /// <summary>Whether a target is a session's user.</summary>
    public bool Hits(Target target, Session session) =>
        Policy.Sanctions.Hits(target, session.User.Key, session.Peer, session.Peer.Host is { } host ? Target.Plain(host) : null);
}
