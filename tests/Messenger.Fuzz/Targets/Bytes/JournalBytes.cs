using System.Buffers.Binary;
using System.IO.Hashing;
using Messenger.Contracts.Files;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>JRN-HEAD-1, JRN-TAIL-1: a journal that somebody or a failing disk wrote to. What is believed of it lies within its plan.</summary>
internal sealed class JournalBytes : FuzzTarget
{
    public override string Name => "journal";

    public override int MostBytes => 1_024;

    // The first byte: whether the checksums are mended, so that what lies behind them is reached.
    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            TransferPlan plan = TransferPlan.Create([new PlanFile { Path = "a/b.txt", Size = 3_000_000, Modified = 5 }, new PlanFile { Path = "c", Attributes = PlanFileAttributes.Folder }], 1 << 18);
            byte[] head = JournalHeader.Write(plan, out uint seed);
            byte[] record = new byte[JournalRecord.Length];
            List<byte> all = [1, .. head];
            foreach (JournalRecordType type in Enum.GetValues<JournalRecordType>())
            {
                new JournalRecord(type, 1, 77).Write(record, seed);
                all.AddRange(record);
            }

            yield return [.. all];
            yield return [.. all.Take(60)];
        }
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 1 + JournalHeader.PrefixLength)
            return;
        bool mended = (input[0] & 1) != 0;
        byte[] file = input[1..].ToArray();
        if (!JournalHeader.TryReadPrefix(file, out int length, out uint seed) || length > file.Length - JournalHeader.PrefixLength)
            return;
        Span<byte> body = file.AsSpan(JournalHeader.PrefixLength, length);
        if (mended)
            seed = Crc32.HashToUInt32(body);
        if (JournalHeader.ReadBody(body, seed) is not { } plan)
            return;
        BrokenRuleException.ThrowUnless(plan.Files.All(f => RelativePath.IsSafe(f.Path)), "an unsafe path is believed");
        // What is written for the plan is read as the plan.
        byte[] again = JournalHeader.Write(plan, out uint seedAgain);
        BrokenRuleException.ThrowUnless(JournalHeader.ReadBody(again.AsSpan(JournalHeader.PrefixLength), seedAgain)?.Digest == plan.Digest, "a plan changes");
        Replay(plan, file.AsSpan(JournalHeader.PrefixLength + length), seed, mended);
    }

    private static void Replay(TransferPlan plan, Span<byte> records, uint seed, bool mended)
    {
        var contents = new JournalContents(plan);
        while (records.Length >= JournalRecord.Length)
        {
            if (mended)
                BinaryPrimitives.WriteUInt32LittleEndian(records[28..], Crc32.HashToUInt32(records[..28]) ^ seed);
            if (!JournalRecord.TryRead(records, seed, out JournalRecord record))
                break;
            contents.Apply(record);
            records = records[JournalRecord.Length..];
        }

        BrokenRuleException.ThrowUnless(contents.Chunks.Keys.All(i => i >= 0 && i < plan.ChunkCount), "a chunk outside the plan is believed");
        BrokenRuleException.ThrowUnless(
            contents.Parts.Keys.Concat(contents.Decisions.Keys).Concat(contents.Promotions.Keys).All(i => i >= 0 && i < plan.Files.Count), "a file outside the plan is believed");
    }
}
