using System.Globalization;
using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Files;

namespace Messenger.Server.Trust;

/// <summary>Whose name is whose.</summary>
internal static class NameActs
{
    public static readonly Act[] All =
    [
        new("names", "[keys NAME|add NAME KEY|remove NAME|rename NAME NEW|unlink KEY]", "whose name is whose: name, key, since when, last here, and a name's keys; on the server's own machine also give and take", Names),
    ];

    private static ActAnswer Names(ActContext context)
    {
        if (context.Words.Count == 0)
        {
            string[] lines = [.. context.Community.Names.All.Select(claim => $"{claim.Display}\t{context.Community.Keys.KeysOf(claim.Owner).First().Key}\t{Day(claim.Claimed)}\t{(claim.LastSeen == 0 ? "never" : Day(claim.LastSeen))}")];
            return ActAnswer.Say(lines.Length == 0 ? ["nobody has a name yet"] : lines);
        }

        if (context.Words is ["keys", var whose])
            return Keys(context, whose);
        if (context.Caller.Session is not null)
            return ActAnswer.No(RefusalCode.AccessDenied, "Names are given and taken on the server's own machine: msgr-server names.");
        if (context.Community.Names.AreFleeting && context.Words[0] is "add" or "remove" or "rename")
            return ActAnswer.No(RefusalCode.BadRequest, "With --names open a name is whoever's is online with it; kick ends somebody's sessions.");
        return (context.Words[0], context.Words.Count) switch
        {
            ("add", 3) => Give(context, context.Words[1], context.Words[2]),
            ("remove", 2) => Take(context, context.Words[1]),
            ("rename", 3) => Rename(context, context.Words[1], context.Words[2]),
            ("unlink", 2) => Unlink(context, context.Words[1]),
            _ => ActAnswer.No(RefusalCode.BadRequest, "It is names, names keys NAME, names add NAME KEY, names remove NAME, names rename NAME NEW, or names unlink KEY."),
        };
    }

    private static ActAnswer Keys(ActContext context, string text)
    {
        if (Find(context, text) is not { } claim)
            return NoSuchName(text);
        return ActAnswer.Say([.. context.Community.Keys.KeysOf(claim.Owner).Select(link => $"{link.Key}\t{(link.Since == 0 ? Day(claim.Claimed) : Day(link.Since))}")]);
    }

    private static ActAnswer Rename(ActContext context, string text, string other)
    {
        if (Find(context, text) is not { } claim)
            return NoSuchName(text);
        if (!UserName.TryParse(other, out UserName? next, out NameError error))
            return ActAnswer.No(RefusalCode.NameInvalid, NameErrors.Describe(error, other));
        User? user = context.Community.Sessions.FirstOrDefault(session => session.User.Claim == claim)?.User;
        if (user is not null && context.Community.CheckRename(user, next.Key) is { } busy)
            return new ActAnswer([], busy);
        if (context.Community.Names.Claim(next, claim.Owner, context.Now.Unix, out NameClaim? given, out bool isNew) is { } refusal)
            return new ActAnswer([], refusal);
        if (isNew)
            context.Writes.Add(context.Store.SaveNameAsync(given!));
        if (user is not null)
            context.Community.Rename(user, given!, context.Now);
        context.AdmitAgain();
        return ActAnswer.Say($"{claim.Display} is {given!.Display} now; both names are theirs");
    }

    private static ActAnswer Unlink(ActContext context, string text)
    {
        if (!Fingerprint.TryParse(text, out Fingerprint key))
            return ActAnswer.No(RefusalCode.BadRequest, $"{SafeText.Show(text)} is no key; names keys NAME lists those of a name.");
        if (Unlinking.Check(context.Community, key) is { } refusal)
            return new ActAnswer([], refusal);
        context.Writes.Add(Unlinking.Do(context.Community, context.Policy, context.Store, key, context.Now));
        context.Stopped[new Stopped(key, KeyAlone: true)] = Unlinking.Sentence;
        context.Community.ExpelKey(key, Unlinking.Sentence, context.Now);
        context.AdmitAgain();
        return ActAnswer.Say($"{key} is a stranger now");
    }

    private static ActAnswer Give(ActContext context, string text, string key)
    {
        if (!UserName.TryParse(text, out UserName? name, out NameError error))
            return ActAnswer.No(RefusalCode.NameInvalid, NameErrors.Describe(error, text));
        if (!Fingerprint.TryParse(key, out Fingerprint owner))
            return ActAnswer.No(RefusalCode.BadRequest, $"{SafeText.Show(key)} is no key; msgr identity show prints it, as SHA256: and 43 characters.");
        if (context.Community.Names.Claim(name, context.Community.Keys.OwnerOf(owner), context.Now.Unix, out NameClaim? claim, out bool isNew) is { } refusal)
            return new ActAnswer([], refusal);
        if (isNew)
            context.Writes.Add(context.Store.SaveNameAsync(claim!));
        return ActAnswer.Say($"{claim!.Display} belongs to {owner}");
    }

    private static ActAnswer Take(ActContext context, string text)
    {
        if (Find(context, text) is not { } claim)
            return NoSuchName(text);
        string sentence = $"The name {claim.Display} is not yours any more; the server's keeper has taken it.";
        if (context.Community.Sessions.Any(session => session.User.Claim == claim))
            context.Stopped[new Stopped(claim.Owner)] = sentence;
        context.Community.Release(claim, sentence, context.Now);
        context.Writes.Add(context.Store.RemoveNameAsync(claim));
        // Whoever has it next is no operator for that.
        if (Target.TryParse(claim.Display, out Target? who) && context.Policy.RemoveOperator(who))
            context.Writes.Add(context.Store.SaveOperatorAsync(who, isOne: false));
        return ActAnswer.Say($"{claim.Display} belongs to nobody any more");
    }

    private static NameClaim? Find(ActContext context, string text) =>
        UserName.TryParse(text, out UserName? name, out _) && context.Community.Names.TryFind(name.Key, out NameClaim? claim) ? claim : null;

    private static ActAnswer NoSuchName(string text) => ActAnswer.No(RefusalCode.NoSuchUser, $"Nobody has the name {SafeText.Show(text)}.");

    private static string Day(long unix) => DateTimeOffset.FromUnixTimeMilliseconds(unix).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
