using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Messenger.Discovery.Wire;

/// <summary>The kinds of records that are spoken here; others are passed over.</summary>
internal enum DnsType : ushort
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>A pointer to another name.</summary>
    Ptr = 12,

    /// <summary>Strings of a service.</summary>
    Txt = 16,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,

    /// <summary>Host and port of a service.</summary>
    Srv = 33,

    /// <summary>In questions: any kind.</summary>
    Any = 255,
}

/// <summary>A resource record of class IN.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Ttl">Seconds that it may be kept; 0: it is no more.</param>
internal sealed record DnsRecord(DnsName Name, DnsType Type, uint Ttl)
{
    // name | type u16 | class u16 | ttl u32 | length u16 | data
    private const int FixedBytes = 10;

    /// <summary>RFC 6762, 10.2: no other record of this name and kind is valid.</summary>
    public bool CacheFlush { get; init; }

    /// <summary>The address of A and AAAA.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Where PTR and SRV lead.</summary>
    public DnsName? Target { get; init; }

    /// <summary>The port of SRV.</summary>
    public ushort Port { get; init; }

    /// <summary>The strings of TXT, up to 255 bytes each.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Bytes on the wire at most.</summary>
    public int Length => Name.Length + FixedBytes + Type switch
    {
        DnsType.A => 4,
        DnsType.Aaaa => 16,
        DnsType.Ptr => Target!.Length,
        DnsType.Srv => 6 + Target!.Length,
        _ => Math.Max(1, Texts.Sum(text => Encoding.UTF8.GetByteCount(text) + 1)),
    };

    /// <summary>Reads a record.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="at">Where it begins; behind it afterwards.</param>
    /// <param name="record">The record; null where it is of a kind or class that nobody here speaks.</param>
    /// <returns>False: the message is malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, out DnsRecord? record)
    {
        record = null;
        if (!DnsName.TryRead(message, ref at, out DnsName? name) || message.Length - at < FixedBytes)
            return false;
        ReadOnlySpan<byte> head = message.Slice(at, FixedBytes);
        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(head);
        ushort @class = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        uint ttl = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(head[8..]);
        at += FixedBytes;
        if (message.Length - at < length)
            return false;
        int data = at;
        at += length;
        if ((@class & 0x7fff) != 1)
            return true;
        var empty = new DnsRecord(name, type, ttl) { CacheFlush = (@class & 0x8000) != 0 };
        return TryReadData(message[..at], data, length, empty, out record);
    }

    /// <summary>Writes it; the span has room for <see cref="Length"/>.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> to)
    {
        int at = Name.Write(to);
        BinaryPrimitives.WriteUInt16BigEndian(to[at..], (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 2)..], (ushort)(CacheFlush ? 0x8001 : 1));
        BinaryPrimitives.WriteUInt32BigEndian(to[(at + 4)..], Ttl);
        int length = WriteData(to[(at + FixedBytes)..]);
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 8)..], (ushort)length);
        return at + FixedBytes + length;
    }

    private static bool TryReadData(ReadOnlySpan<byte> message, int at, int length, DnsRecord empty, out DnsRecord? record)
    {
        record = null;
        switch (empty.Type)
        {
            case DnsType.A or DnsType.Aaaa:
                if (length != (empty.Type == DnsType.A ? 4 : 16))
                    return false;
                record = empty with { Address = new IPAddress(message.Slice(at, length)) };
                return true;
            case DnsType.Ptr:
                if (!DnsName.TryRead(message, ref at, out DnsName? pointed) || at != message.Length)
                    return false;
                record = empty with { Target = pointed };
                return true;
            case DnsType.Srv:
                if (length < 7)
                    return false;
                ushort port = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 4)..]);
                at += 6;
                if (!DnsName.TryRead(message, ref at, out DnsName? host) || at != message.Length)
                    return false;
                record = empty with { Target = host, Port = port };
                return true;
            case DnsType.Txt:
                if (!TryReadTexts(message[at..], out List<string>? texts))
                    return false;
                record = empty with { Texts = texts };
                return true;
            default:
                return true;
        }
    }

    private static bool TryReadTexts(ReadOnlySpan<byte> data, [NotNullWhen(true)] out List<string>? texts)
    {
        texts = [];
        while (data.Length > 0)
        {
            int length = data[0];
            if (data.Length < length + 1)
                return false;
            // What is no text is none of ours.
            if (System.Text.Unicode.Utf8.IsValid(data.Slice(1, length)))
                texts.Add(Encoding.UTF8.GetString(data.Slice(1, length)));
            data = data[(length + 1)..];
        }

        return true;
    }

    private int WriteData(Span<byte> to)
    {
        switch (Type)
        {
            case DnsType.A or DnsType.Aaaa:
                _ = Address!.TryWriteBytes(to, out int length);
                return length;
            case DnsType.Ptr:
                return Target!.Write(to);
            case DnsType.Srv:
                // Priority and weight: one server is all there is.
                to[..4].Clear();
                BinaryPrimitives.WriteUInt16BigEndian(to[4..], Port);
                return 6 + Target!.Write(to[6..]);
            default:
                int at = 0;
                foreach (string text in Texts)
                {
                    int bytes = Encoding.UTF8.GetBytes(text, to[(at + 1)..]);
                    to[at] = (byte)bytes;
                    at += bytes + 1;
                }

                // RFC 6763, 6.1: never empty.
                if (at == 0)
                    to[at++] = 0;
                return at;
        }
    }
}
