using System.Collections.Concurrent;
using Messenger.Client.Chat;
using Messenger.Testing.Histories;

namespace Messenger.Benchmarks.Mixed;

/// <summary>What all rooms and inboxes hold, as the senders were told.</summary>
internal sealed class Ledgers
{
    private readonly ConcurrentDictionary<string, HistoryLedger> _ledgers = new();

    /// <summary>All faults that logs have by themselves.</summary>
    internal IEnumerable<HistoryFault> Faults => _ledgers.Values.SelectMany(ledger => ledger.Faults);

    internal static string InboxOf(string user) => "@" + user;

    /// <summary>The ledger of a room or inbox.</summary>
    internal HistoryLedger this[string log] => _ledgers.GetOrAdd(log, static name => new HistoryLedger(name));

    /// <summary>A message was accepted: it is in the room's log, or in both inboxes.</summary>
    internal void Accept(ChatLine line)
    {
        HeardMessage message = Heard(line);
        if (line.Buffer.Kind == BufferKind.Room)
        {
            this[line.Buffer.Name].Accept(line.From, message);
            return;
        }

        this[InboxOf(line.From)].Accept(line.From, message);
        this[InboxOf(line.Buffer.Name)].Owe(message.Print);
    }

    internal static HeardMessage Heard(ChatLine line) => HeardMessage.Of(line.Sequence, line.Id, line.From, line.Text);
}
