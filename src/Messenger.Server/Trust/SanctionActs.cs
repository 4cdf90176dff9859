using Messenger.Contracts.Control;
using Messenger.Platform.Text;

namespace Messenger.Server.Trust;

/// <summary>Bans and mutes.</summary>
internal static class SanctionActs
{
    private const string Whom = "NAME|KEY|ADDRESS[/BITS]";

    public static readonly Act[] All =
    [
        new("ban", Whom + " [DURATION] [REASON]", "keep somebody out, such as for 2h or 7d; without DURATION, for good", context => Impose(context, SanctionKind.Ban)) { Fewest = 1 },
        new("unban", Whom, "let somebody in again", context => Lift(context, SanctionKind.Ban)) { Fewest = 1 },
        new("bans", "", "who is kept out", context => List(context, SanctionKind.Ban)) { IsQuestion = true },
        new("mute", Whom + " [DURATION] [REASON]", "let somebody read and not speak", context => Impose(context, SanctionKind.Mute)) { Fewest = 1 },
        new("unmute", Whom, "let somebody speak again", context => Lift(context, SanctionKind.Mute)) { Fewest = 1 },
        new("mutes", "", "who may not speak", context => List(context, SanctionKind.Mute)) { IsQuestion = true },
    ];

    private static string Done(SanctionKind kind) => kind == SanctionKind.Ban ? "banned" : "muted";

    private static ActAnswer Impose(ActContext context, SanctionKind kind)
    {
        if (Read(context.Words[0], out Target? target) is { } unfit)
            return unfit;
        if (context.Caller.Session is { } own && context.Hits(target!, own))
            return ActAnswer.No(RefusalCode.BadRequest, $"{target!.Text} is you; name somebody else, or a smaller network.");

        // Jsonl and line alike: the rest is one text, and its first word may say how long.
        string rest = context.TextFrom(1);
        int blank = rest.IndexOf(' ', StringComparison.Ordinal);
        bool saysHowLong = Span.TryParse(blank < 0 ? rest : rest[..blank], out TimeSpan? length);
        string reason = !saysHowLong ? rest : blank < 0 ? "" : rest[(blank + 1)..].Trim();
        long until = length is { } some ? context.Now.Unix + (long)some.TotalMilliseconds : 0;
        var sanction = new Sanction(kind, target!, until, context.Caller.Who, reason, context.Now.Unix);
        if (!context.Policy.Sanctions.Add(sanction))
            return ActAnswer.No(RefusalCode.LimitReached, $"There are {SanctionList.Most} bans and mutes already; lift one first.");

        context.Writes.Add(context.Store.SaveAsync(sanction));
        string done = $"{target!.Text} is {Done(kind)} {Span.Until(until)}";
        if (kind == SanctionKind.Ban)
            return ActAnswer.Say($"{done}; {Plural.Of(context.Expel(target, sanction.Sentence), "session")} ended");
        context.AdmitAgain();
        return ActAnswer.Say(done);
    }

    private static ActAnswer Lift(ActContext context, SanctionKind kind)
    {
        if (Read(context.Words[0], out Target? target) is { } unfit)
            return unfit;
        if (!context.Policy.Sanctions.Remove(kind, target!))
            return ActAnswer.No(RefusalCode.NoSuchUser, $"{target!.Text} is not {Done(kind)}; {(kind == SanctionKind.Ban ? "bans" : "mutes")} lists who is.");
        context.Writes.Add(context.Store.RemoveAsync(kind, target!));
        context.AdmitAgain();
        return ActAnswer.Say($"{target!.Text} is {Done(kind)} no more");
    }

    private static ActAnswer List(ActContext context, SanctionKind kind)
    {
        string[] lines = [.. context.Policy.Sanctions.Of(kind, context.Now.Unix).Select(sanction => sanction.Line)];
        return ActAnswer.Say(lines.Length == 0 ? [$"nobody is {Done(kind)}"] : lines);
    }

    internal static ActAnswer? Read(string text, out Target? target) => Target.TryParse(text, out target)
        ? null
        : ActAnswer.No(RefusalCode.BadRequest, $"{SafeText.Show(text)} is no name, no key (SHA256:...), and no address or network (192.0.2.7, 10.0.0.0/8, 2001:db8::/48).");
}
