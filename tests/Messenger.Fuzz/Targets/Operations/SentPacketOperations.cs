using Messenger.Rudp;
using Messenger.Rudp.Reliability;

namespace Messenger.Fuzz.Targets.Operations;

/// <summary>The ring of sent packets beside a dictionary.</summary>
internal sealed class SentPacketOperations : FuzzTarget
{
    private readonly Dictionary<long, ushort> _model = [];

    public override string Name => "sent-packets";

    // First number, then: 0 add (times), 1 forget (times), 2 change.
    public override IEnumerable<byte[]> Seeds => [[0, 0, 0, 200, 1, 100, 0, 255, 2, 9, 1, 255], [255, 255, 0, 127, 0, 1, 1, 1, 0, 255, 0, 255, 2, 200]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        _model.Clear();
        var feed = new Feed(input);
        var table = new SentPacketTable(new(feed.Word()));
        ushort stamp = 0;
        while (!feed.IsEmpty)
        {
            int operation = feed.Below(3), times = feed.Byte();
            switch (operation)
            {
                case 0:
                    for (; times > 0 && !table.IsFull; times--)
                        Add(table, ++stamp);
                    break;
                case 1:
                    for (; times > 0 && table.First < table.Next; times--)
                    {
                        _model.Remove(table.First.Value);
                        table.RemoveFirst();
                    }

                    break;
                case 2 when table.First < table.Next:
                    var number = new PacketNumber(table.First.Value + (times % (table.Next - table.First)));
                    table[number].Size = _model[number.Value] = ++stamp;
                    break;
            }

            BrokenRuleException.ThrowUnless(table.Next - table.First == _model.Count, "count");
            BrokenRuleException.ThrowUnless(!table.Contains(table.Next) && !table.Contains(new(table.First.Value - 1)), "contains what is not there");
        }

        foreach ((long number, ushort size) in _model)
            BrokenRuleException.ThrowUnless(table.Contains(new(number)) && table[new(number)].Size == size, "a packet changed");
    }

    private void Add(SentPacketTable table, ushort stamp)
    {
        PacketNumber number = table.Next;
        ref SentPacket slot = ref table.Add();
        BrokenRuleException.ThrowUnless(slot.Size == 0 && slot.State == default && slot.AckLargest.IsNone && slot.DataLength == 0, "a slot is not cleared");
        slot.Size = stamp;
        _model.Add(number.Value, stamp);
    }
}
