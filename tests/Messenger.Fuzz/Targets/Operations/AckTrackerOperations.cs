using Messenger.Rudp;
using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Fuzz.Targets.Operations;

/// <summary>RUDP-ACK-2 to 7 beside a set of numbers: nothing new is called a double while it can be told, nothing old is called new, nothing untrue is said,
/// and by RUDP-ACK-12 nothing is left unsaid.</summary>
internal sealed class AckTrackerOperations : FuzzTarget
{
    private readonly HashSet<long> _received = [];
    private readonly HashSet<long> _untold = [];

    public override string Name => "ack-tracker";

    // 0, 1: receive ahead by so many; 2: receive behind; 3: an ACK goes; 4: it was acknowledged.
    public override IEnumerable<byte[]> Seeds => [[0, 1, 0, 1, 0, 2, 2, 1, 3, 0, 4, 1, 0, 1], [.. Enumerable.Range(0, 80).SelectMany(_ => (byte[])[1, 3]), 2, 5, 3, 0, 4, 9]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        _received.Clear();
        _untold.Clear();
        var tracker = new AckTracker(Duration.FromMilliseconds(25));
        var feed = new Feed(input);
        var now = new Timestamp(1);
        long highest = -1;
        bool forgot = false;
        while (!feed.IsEmpty)
        {
            int operation = feed.Below(5), amount = feed.Byte();
            now += Duration.FromMicroseconds(amount * 37);
            switch (operation)
            {
                case 3:
                    Tell(tracker, now, mayForget: forgot);
                    break;
                case 4 when highest >= 0:
                    tracker.OnAckAcknowledged(new(Math.Max(0, highest - amount)));
                    forgot = true;
                    break;
                case < 3:
                    long number = operation < 2 ? highest + 1 + (operation * amount) : highest - amount;
                    if (number < 0)
                        break;
                    forgot |= tracker.Remembered == Limits.MaxTrackedRanges;
                    Receive(tracker, number, now, forgot);
                    highest = Math.Max(highest, number);
                    break;
            }

            Check(tracker, highest);
        }
    }

    private void Receive(AckTracker tracker, long number, Timestamp now, bool mayForget)
    {
        bool isDouble = tracker.IsDuplicate(new(number));
        BrokenRuleException.ThrowUnless(isDouble || !_received.Contains(number), "an old packet is called new");
        BrokenRuleException.ThrowUnless(!isDouble || _received.Contains(number) || mayForget, "a new packet is called old");
        if (isDouble)
            return;
        tracker.OnReceived(new(number), 1_200, ackEliciting: true, now, Duration.FromMilliseconds(number % 50));
        _received.Add(number);
        _untold.Add(number);
        BrokenRuleException.ThrowUnless(tracker.IsPending && !tracker.Deadline.IsNever, "no ACK is pending");
        BrokenRuleException.ThrowUnless(tracker.Deadline <= now + Duration.FromMilliseconds(25), "an ACK is later than announced");
    }

    private void Tell(AckTracker tracker, Timestamp now, bool mayForget)
    {
        int acks = 0;
        do
        {
            foreach (AckRange range in tracker.Ranges)
                _untold.RemoveWhere(number => range.Contains(new(number)));
            tracker.OnSent(now);
            BrokenRuleException.ThrowUnless(++acks <= Limits.MaxTrackedRanges, "ACKs do not end");
        }
        while (tracker.IsDue(now));
        BrokenRuleException.ThrowUnless(!tracker.IsPending && tracker.Deadline.IsNever, "an ACK is due after it was sent");
        BrokenRuleException.ThrowUnless(mayForget || _untold.Count == 0, "a number was never told");
        _untold.Clear();
    }

    private void Check(AckTracker tracker, long highest)
    {
        BrokenRuleException.ThrowUnless(tracker.Remembered <= Limits.MaxTrackedRanges && tracker.Ranges.Length <= Limits.MaxAckRanges, "too much is remembered");
        BrokenRuleException.ThrowUnless(highest < 0 ? tracker.Largest.IsNone : tracker.Largest.Value == highest, "largest");
        long above = long.MaxValue;
        foreach (AckRange range in tracker.Ranges)
        {
            BrokenRuleException.ThrowUnless(range.Last.Value + 1 < above, "ranges touch or ascend");
            above = range.First.Value;
            BrokenRuleException.ThrowUnless(_received.Contains(range.First.Value) && _received.Contains(range.Last.Value), "what never came is acknowledged");
        }
    }
}
