using Messenger.Contracts.Control;
using Messenger.Server.Chat;
using Messenger.Server.Files.Parcels;

namespace Messenger.Server.Control;

/// <summary>The people of the chat, for those who send them files.</summary>
internal sealed class ChatPeople(ChatGate gate) : IParcelPeople
{
    /// <inheritdoc/>
    public Refused? Find(string name, out ParcelPerson person)
    {
        using ChatGate.Turn turn = gate.Enter();
        Refused? refusal = turn.Community.FindName(name, out NameClaim? claim);
        person = claim is null ? default : new ParcelPerson(claim.Display, claim.Owner);
        return refusal;
    }

    /// <inheritdoc/>
    public bool Tell(ParcelPerson person, ServerFrame frame)
    {
        using ChatGate.Turn turn = gate.Enter();
        return turn.Community.Tell(person.Name, person.Key, frame, turn.Now);
    }
}
