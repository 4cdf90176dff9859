using Messenger.Contracts.Control;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Trust;

/// <summary>Rooms, newcomers, and who the operators are.</summary>
internal static class HouseActs
{
    public static readonly Act[] All =
    [
        new("lock", "ROOM [TOPIC]", "operators alone set the room's topic; the room and its topic outlive the server", Lock) { Fewest = 1 },
        new("unlock", "ROOM", "everybody in the room sets its topic again", Unlock) { Fewest = 1 },
        new("newcomers", "on|off", "whether keys without a name on this server are let in", Newcomers) { Fewest = 1 },
        new("operators", "[add|remove NAME|KEY]", "who may do all this", Operators),
    ];

    private static ActAnswer Lock(ActContext context)
    {
        if (Read(context.Words[0], out RoomName? name) is { } unfit)
            return unfit;
        string? topic = context.Words.Count > 1 ? context.TextFrom(1) : null;
        if (context.Community.Lock(name!, topic, context.Caller.Who, context.Now, out Room? room) is { } refusal)
            return new ActAnswer([], refusal);
        context.Writes.Add(context.Store.SaveRoomAsync(room!));
        return ActAnswer.Say($"{room!.Name} is locked{(room.Topic.Length > 0 ? $", its topic: {room.Topic}" : "")}");
    }

    private static ActAnswer Unlock(ActContext context)
    {
        if (Read(context.Words[0], out RoomName? name) is { } unfit)
            return unfit;
        if (!context.Community.Unlock(name!, context.Now, out Room? room))
            return ActAnswer.No(RefusalCode.NoSuchRoom, $"The room {name!.Display} is not locked.");
        context.Writes.Add(context.Store.SaveRoomAsync(room));
        return ActAnswer.Say($"{room.Name} is locked no more");
    }

    private static ActAnswer Newcomers(ActContext context)
    {
        if (context.Words[0] is not ("on" or "off"))
            return ActAnswer.No(RefusalCode.BadRequest, "It is newcomers on, or newcomers off.");
        context.Policy.ClosedToNewcomers = context.Words[0] == "off";
        context.Writes.Add(context.Store.SaveClosedAsync(context.Policy.ClosedToNewcomers));
        return ActAnswer.Say(context.Policy.ClosedToNewcomers ? "newcomers are not let in any more" : "newcomers are let in");
    }

    private static ActAnswer Operators(ActContext context)
    {
        if (context.Words.Count == 0)
        {
            string[] lines = [.. context.Policy.Operators.Select(who => who.Text)];
            return ActAnswer.Say(lines.Length == 0 ? ["there are no operators; msgr-server operators add NAME makes one"] : lines);
        }

        // Whoever could make operators would be the keeper.
        if (context.Caller.Session is not null)
            return ActAnswer.No(RefusalCode.AccessDenied, "Operators are named on the server's own machine: msgr-server operators add NAME.");
        if (context.Words.Count != 2 || context.Words[0] is not ("add" or "remove"))
            return ActAnswer.No(RefusalCode.BadRequest, "It is operators, operators add NAME|KEY, or operators remove NAME|KEY.");
        if (SanctionActs.Read(context.Words[1], out Target? target) is { } unfit)
            return unfit;
        if (target!.Network is not null)
            return ActAnswer.No(RefusalCode.BadRequest, "An operator is a name or a key, not an address.");
        return context.Words[0] == "add" ? Appoint(context, target) : Dismiss(context, target);
    }

    private static ActAnswer Appoint(ActContext context, Target target)
    {
        if (target.NameKey is not null && context.Community.Names.AreFleeting)
            return ActAnswer.No(RefusalCode.BadRequest, $"With --names open anybody can be {target.Text}; name the key, which sessions shows.");
        // A name that nobody has yet would make an operator of whoever takes it first.
        if (target.NameKey is { } key && !context.Community.Names.TryFind(key, out _))
            return ActAnswer.No(RefusalCode.NoSuchUser, $"Nobody has the name {target.Text} yet; log in with it first, or name the key.");
        if (!context.Policy.AddOperator(target))
            return ActAnswer.Say($"{target.Text} is an operator already");
        context.Writes.Add(context.Store.SaveOperatorAsync(target, isOne: true));
        context.AdmitAgain();
        return ActAnswer.Say($"{target.Text} is an operator");
    }

    private static ActAnswer Dismiss(ActContext context, Target target)
    {
        if (!context.Policy.RemoveOperator(target))
            return ActAnswer.No(RefusalCode.NoSuchUser, $"{target.Text} is no operator.");
        context.Writes.Add(context.Store.SaveOperatorAsync(target, isOne: false));
        context.AdmitAgain();
        return ActAnswer.Say($"{target.Text} is no operator any more");
    }

    private static ActAnswer? Read(string text, out RoomName? name) => RoomName.TryParse(text, out name, out NameError error)
        ? null
        : ActAnswer.No(RefusalCode.NameInvalid, NameErrors.Describe(error, text));
}
