using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Messenger.Discovery.Wire;

/// <summary>A question of class IN.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Type">What is wanted.</param>
/// <param name="Unicast">RFC 6762, 5.4: the answer may come to the asker alone.</param>
internal sealed record DnsQuestion(DnsName Name, DnsType Type, bool Unicast = false);

/// <summary>A message of multicast DNS (RFC 6762, 18): one datagram.</summary>
internal sealed record DnsMessage
{
    /// <summary>Bytes of the largest that is read or written: what fits an Ethernet frame is written, what a jumbo frame holds is read.</summary>
    public const int MostBytes = 9_000, MostWritten = 1_440;

    // id u16 | flags u16 | questions u16 | answers u16 | authorities u16 | additionals u16
    private const int HeaderBytes = 12;
    private const int MostItems = 256;
    private const ushort Response = 0x8000, Authoritative = 0x0400, OperationAndCode = 0x780f;

    /// <summary>0 in multicast; echoed to who asks from another port.</summary>
    public ushort Id { get; init; }

    /// <summary>An answer, not a question.</summary>
    public bool IsResponse { get; init; }

    /// <summary>What is asked.</summary>
    public IReadOnlyList<DnsQuestion> Questions { get; init; } = [];

    /// <summary>In a response the answers; in a question what is known already.</summary>
    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    /// <summary>What helps with the answers.</summary>
    public IReadOnlyList<DnsRecord> Additionals { get; init; } = [];

    /// <summary>Answers and additionals.</summary>
    public IEnumerable<DnsRecord> Records => Answers.Concat(Additionals);

    /// <summary>Reads a datagram.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="message">The message, when true is returned.</param>
    /// <returns>False: malformed, or of another operation than a query.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        if (bytes.Length is < HeaderBytes or > MostBytes)
            return false;
        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        Span<int> counts = stackalloc int[4];
        for (int i = 0; i < 4; i++)
            counts[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(4 + (2 * i))..]);
        if ((flags & OperationAndCode) != 0 || counts[0] + counts[1] + counts[2] + counts[3] > MostItems)
            return false;

        int at = HeaderBytes;
        var questions = new List<DnsQuestion>();
        for (int i = 0; i < counts[0]; i++)
        {
            if (!DnsName.TryRead(bytes, ref at, out DnsName? name) || bytes.Length - at < 4)
                return false;
            ushort @class = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if ((@class & 0x7fff) is 1 or 255)
                questions.Add(new DnsQuestion(name, (DnsType)BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]), (@class & 0x8000) != 0));
            at += 4;
        }

        if (!TryReadRecords(bytes, ref at, counts[1], out List<DnsRecord>? answers)
            || !TryReadRecords(bytes, ref at, counts[2], out _)
            || !TryReadRecords(bytes, ref at, counts[3], out List<DnsRecord>? additionals))
            return false;
        message = new DnsMessage
        {
            Id = BinaryPrimitives.ReadUInt16BigEndian(bytes),
            IsResponse = (flags & Response) != 0,
            Questions = questions,
            Answers = answers,
            Additionals = additionals,
        };
        return true;
    }

    /// <summary>The datagram. What does not fit into <see cref="MostWritten"/> is left out: additionals first, and questions, which others wrote, last.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[MostWritten];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Id);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), IsResponse ? (ushort)(Response | Authoritative) : (ushort)0);
        int at = HeaderBytes;
        ushort questions = 0;
        foreach (DnsQuestion question in Questions)
        {
            if (at + question.Name.Length + 4 > bytes.Length)
                break;
            questions++;
            at += question.Name.Write(bytes.AsSpan(at));
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)question.Type);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 2), (ushort)(question.Unicast ? 0x8001 : 1));
            at += 4;
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), questions);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), WriteRecords(bytes, ref at, Answers));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), WriteRecords(bytes, ref at, Additionals));
        return bytes[..at];
    }

    private static ushort WriteRecords(byte[] bytes, ref int at, IReadOnlyList<DnsRecord> records)
    {
        ushort count = 0;
        foreach (DnsRecord record in records)
        {
            if (at + record.Length > bytes.Length)
                break;
            at += record.Write(bytes.AsSpan(at));
            count++;
        }

        return count;
    }

    private static bool TryReadRecords(ReadOnlySpan<byte> bytes, ref int at, int count, [NotNullWhen(true)] out List<DnsRecord>? records)
    {
        records = [];
        for (int i = 0; i < count; i++)
        {
            if (!DnsRecord.TryRead(bytes, ref at, out DnsRecord? record))
            {
                records = null;
                return false;
            }

            if (record is not null)
                records.Add(record);
        }

        return true;
    }
}
