using Messenger.Transfer;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Tcp;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>What the two ends of a transfer say to each other, and the headers of a TCP data connection: all lengths and chunks are within their bounds.</summary>
internal sealed class TransferRecords : FuzzTarget
{
    private const int Chunks = 1_000;
    private readonly byte[] _buffer = new byte[MessageLane.MaxLength];

    public override string Name => "transfer-records";

    public override IEnumerable<byte[]> Seeds => [TcpRecord.OfMessage([(byte)MessageType.Pause]), [0, 0, 0, 0, 9, 0, 0, 0, 1], MessageLane.Fail(TransferFailure.Protocol, "why")];

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length >= TcpRecord.HeaderLength && TcpRecord.TryReadHeader(input, out _, out int length, out bool isMessage))
            BrokenRuleException.ThrowUnless(length >= 1 && length <= (isMessage ? MessageLane.MaxLength : TcpRecord.MaxData), "a record has an impossible length");
        for (int at = 0; at + WantRun.Length <= input.Length; at += WantRun.Length)
        {
            if (!WantRun.TryRead(input[at..], Chunks, out WantRun run))
                continue;
            BrokenRuleException.ThrowUnless(run.First >= 0 && run.Count >= 1 && (long)run.First + run.Count <= Chunks, "a run leaves the plan");
            run.Write(_buffer);
            BrokenRuleException.ThrowUnless(WantRun.TryRead(_buffer, Chunks, out WantRun again) && again == run, "a run changes");
        }

        Talk(input);
    }

    private void Talk(ReadOnlySpan<byte> input)
    {
        var dialogue = new Dialogue();
        var feed = new Feed(input);
        while (!feed.IsEmpty)
        {
            var type = (MessageType)(feed.Byte() % 14);
            dialogue.TryHandle(type, feed.Take(feed.Byte() % 20));
            BrokenRuleException.ThrowUnless(dialogue.Rate >= 0, "a rate is negative");
            BrokenRuleException.ThrowUnless(dialogue.Outcome is null or { End: TransferEnd.Stopped or TransferEnd.Failed }, "a peer's word completed the transfer");
        }

        BrokenRuleException.ThrowUnless(!dialogue.Lane.TryTake(_buffer, out _), "what the peer says makes this end talk");
    }
}
