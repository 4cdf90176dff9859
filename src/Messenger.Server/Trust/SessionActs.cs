using System.Globalization;
using Messenger.Contracts.Control;
using Messenger.Platform.Text;
using Messenger.Server.Chat;

namespace Messenger.Server.Trust;

/// <summary>Who is here, and who has to leave.</summary>
internal static class SessionActs
{
    public static readonly Act[] All =
    [
        new("kick", "NAME|KEY|ADDRESS[/BITS] [REASON]", "end somebody's sessions; they may come back", Kick) { Fewest = 1 },
        new("sessions", "[NAME|KEY|ADDRESS[/BITS]]", "name, kind, address, key, seconds here, seconds idle, bytes a second in, out, of transfers, program", List) { IsQuestion = true },
    ];

    private static ActAnswer Kick(ActContext context)
    {
        if (SanctionActs.Read(context.Words[0], out Target? target) is { } unfit)
            return unfit;
        if (context.Caller.Session is { } own && context.Hits(target!, own))
            return ActAnswer.No(RefusalCode.BadRequest, $"{target!.Text} is you; quit leaves.");
        string reason = context.TextFrom(1);
        int hit = context.Expel(target!, $"You were removed by {context.Caller.Who}{(reason.Length > 0 ? $": {reason}" : "")}.");
        return hit == 0
            ? ActAnswer.No(RefusalCode.UserOffline, $"{target!.Text} is not here.")
            : ActAnswer.Say($"{target!.Text} is removed: {Plural.Of(hit, "session")} ended");
    }

    private static ActAnswer List(ActContext context)
    {
        Target? target = null;
        if (context.Words.Count > 0 && SanctionActs.Read(context.Words[0], out target) is { } unfit)
            return unfit;
        string[] lines = [.. context.Community.Sessions.Where(session => target is null || context.Hits(target, session)).Select(session => Line(session, context))];
        return ActAnswer.Say(lines.Length == 0 ? ["no session"] : lines);
    }

    private static string Line(Session session, ActContext context) => string.Join('\t',
        session.User.Name,
        session.Purpose == SessionPurpose.Chat ? "chat" : "command",
        session.Peer.Host is { } host ? Target.Plain(host).ToString() : "-",
        session.Peer.Key.ToString(),
        Number((context.Now.Unix - session.Since) / 1_000),
        Number((long)(context.Now.Uptime - session.LastHeard).TotalSeconds),
        Number(session.Traffic.In),
        Number(session.Traffic.Out),
        Number(context.TransferRate(session.User.Owner)),
        session.Client);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
