using Messenger.Rudp;
using Messenger.Rudp.Reliability;

namespace Messenger.Fuzz.Targets.Operations;

/// <summary>RUDP-LOSS-2 to -4: the reordering window beside its definition.</summary>
internal sealed class ReorderingOperations : FuzzTarget
{
    public override string Name => "reordering-window";

    // 0: reordering, 1: spurious loss, 2: episode, 3: an RTT of so many half milliseconds.
    public override IEnumerable<byte[]> Seeds => [[3, 100, 0, 0, 1, 0, 1, 0, 2, 0, 3, 20], [.. Enumerable.Range(0, 60).SelectMany(i => (byte[])[(byte)(i % 4), (byte)i])]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        var window = new ReorderingWindow();
        var rtt = new RttEstimator(Duration.FromMilliseconds(100));
        var feed = new Feed(input);
        bool seen = false;
        int steps = 1, quiet = 0;
        while (!feed.IsEmpty)
        {
            int operation = feed.Below(4), amount = feed.Byte();
            switch (operation)
            {
                case 0:
                    window.OnReordering();
                    seen = true;
                    break;
                case 1:
                    window.OnSpuriousLoss();
                    (seen, steps, quiet) = (true, Math.Min(steps + 1, 64), 16);
                    break;
                case 2:
                    window.OnEpisode();
                    steps = quiet > 0 && --quiet == 0 ? 1 : steps;
                    break;
                case 3:
                    rtt.OnSample(Duration.FromMicroseconds((amount + 1) * 500), Duration.Zero, Duration.Zero);
                    break;
            }

            BrokenRuleException.ThrowUnless(window.Seen == seen && window.PacketThreshold == (seen ? int.MaxValue : 3), "threshold");
            long round = Math.Max(rtt.Smoothed.Nanoseconds, rtt.Latest.Nanoseconds);
            long wide = seen ? Math.Min(rtt.Min.Nanoseconds * steps / 4, Math.Max(rtt.Smoothed.Nanoseconds, Limits.MaxAckDelay.Nanoseconds)) : round / 8;
            BrokenRuleException.ThrowUnless(window.LossDelay(rtt).Nanoseconds == round + Math.Max(wide, 1_000_000), "loss delay");
        }
    }
}
