using Messenger.Rudp;

namespace Messenger.Fuzz.Targets.Operations;

/// <summary>The set of ranges beside an array of bits.</summary>
internal sealed class RangeSetOperations : FuzzTarget
{
    private const int Numbers = 200;
    private readonly bool[] _model = new bool[Numbers];

    public override string Name => "range-set";

    public override IEnumerable<byte[]> Seeds => [[0, 1, 9, 0, 20, 30, 1, 5, 25, 2, 0, 9, 3, 0, 200], [.. Enumerable.Range(0, 90).SelectMany(i => (byte[])[0, (byte)(i * 2), (byte)((i * 2) + 1)])]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        Array.Clear(_model);
        var set = new RangeSet();
        var feed = new Feed(input);
        while (!feed.IsEmpty)
        {
            int operation = feed.Below(5), start = feed.Below(Numbers), end = feed.Below(Numbers + 1);
            Span<bool> bits = start < end ? _model.AsSpan(start, end - start) : [];
            switch (operation)
            {
                case 0:
                    BrokenRuleException.ThrowUnless(set.Add(start, end) == bits.Count(false), "added");
                    bits.Fill(true);
                    break;
                case 1:
                    BrokenRuleException.ThrowUnless(set.Remove(start, end) == bits.Count(true), "removed");
                    bits.Clear();
                    break;
                case 2:
                    BrokenRuleException.ThrowUnless(set.Contains(start, end) == !bits.Contains(false), "contains");
                    break;
                case 3:
                    int first = bits.IndexOf(true);
                    bool found = set.TryFirstOverlap(start, end, out LongRange overlap);
                    BrokenRuleException.ThrowUnless(found == first >= 0 && (!found || (overlap.Start == start + first && !_model.AsSpan((int)overlap.Start, (int)overlap.Length).Contains(false))), "first overlap");
                    break;
                case 4 when feed.Byte() == 0:
                    set.Clear();
                    Array.Clear(_model);
                    break;
            }

            Check(set);
        }
    }

    private void Check(RangeSet set)
    {
        BrokenRuleException.ThrowUnless(set.Total == _model.AsSpan().Count(true), "total");
        long before = -1;
        for (int i = 0; i < set.Count; i++)
        {
            LongRange range = set[i];
            BrokenRuleException.ThrowUnless(range.Start > before && range.Length > 0 && !_model.AsSpan((int)range.Start, (int)range.Length).Contains(false), "ranges touch or are not there");
            before = range.End;
        }
    }
}
