using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Messenger.Discovery.Wire;

/// <summary>A domain name (RFC 1035, 3.1): labels of 1 to 63 bytes of UTF-8 (RFC 6762, 16), 255 bytes in all. ASCII letters compare without case.</summary>
internal sealed class DnsName : IEquatable<DnsName>
{
    private const int MostBytes = 255, MostLabelBytes = 63;

    private DnsName(IReadOnlyList<string> labels) => Labels = labels;

    /// <summary>The labels, without the root.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Bytes on the wire, uncompressed.</summary>
    public int Length => Labels.Sum(label => Encoding.UTF8.GetByteCount(label) + 1) + 1;

    /// <summary>A name of labels, which may contain dots.</summary>
    /// <exception cref="ArgumentException">A label or the name is too long or empty.</exception>
    public static DnsName Of(params IReadOnlyList<string> labels)
    {
        var name = new DnsName(labels);
        if (name.Length > MostBytes || labels.Any(label => Encoding.UTF8.GetByteCount(label) is 0 or > MostLabelBytes))
            throw new ArgumentException("A label has 1 to 63 bytes, a name at most 255.", nameof(labels));
        return name;
    }

    /// <summary>A name of dotted text, as a host's.</summary>
    public static DnsName Parse(string dotted) => Of([.. dotted.TrimEnd('.').Split('.')]);

    /// <summary>Cuts a label to what fits, at a character's end.</summary>
    public static string Fit(string label, int most = MostLabelBytes)
    {
        while (Encoding.UTF8.GetByteCount(label) > most)
            label = label[..^(char.IsLowSurrogate(label[^1]) ? 2 : 1)];
        return label;
    }

    /// <summary>The name is a descendant of another, as <c>x._msgr._tcp.local</c> is of <c>_msgr._tcp.local</c>.</summary>
    public bool IsBelow(DnsName other) =>
        Labels.Count > other.Labels.Count && new DnsName([.. Labels.Skip(Labels.Count - other.Labels.Count)]).Equals(other);

    /// <summary>Reads a name, following compression pointers.</summary>
    /// <param name="message">The whole message: pointers lead into it.</param>
    /// <param name="at">Where the name begins; behind it afterwards.</param>
    /// <param name="name">The name, when true is returned.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, [NotNullWhen(true)] out DnsName? name)
    {
        name = null;
        var labels = new List<string>();
        int bytes = 1, end = -1;
        // Each pointer must lead before everything read so far: a loop cannot come about.
        for (int next = at, lowest = at; ;)
        {
            if (next >= message.Length)
                return false;
            int length = message[next];
            switch (length >> 6)
            {
                case 0 when length == 0:
                    at = end < 0 ? next + 1 : end;
                    name = new DnsName(labels);
                    return true;
                case 0:
                    if (next + 1 + length > message.Length || (bytes += length + 1) > MostBytes)
                        return false;
                    if (!TryDecode(message.Slice(next + 1, length), out string? label))
                        return false;
                    labels.Add(label);
                    next += length + 1;
                    break;
                case 3:
                    if (next + 2 > message.Length)
                        return false;
                    int target = ((length & 0x3f) << 8) | message[next + 1];
                    if (end < 0)
                        end = next + 2;
                    if (target >= lowest)
                        return false;
                    next = lowest = target;
                    break;
                default:
                    return false;
            }
        }
    }

    /// <summary>Writes it uncompressed; the span has room.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> to)
    {
        int at = 0;
        foreach (string label in Labels)
        {
            int length = Encoding.UTF8.GetBytes(label, to[(at + 1)..]);
            to[at] = (byte)length;
            at += length + 1;
        }

        to[at] = 0;
        return at + 1;
    }

    /// <inheritdoc/>
    public bool Equals(DnsName? other) => other is not null && Labels.SequenceEqual(other.Labels, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DnsName);

    /// <inheritdoc/>
    public override int GetHashCode() => Labels.Count == 0 ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Labels[0]);

    /// <summary>The labels with dots between them; for people.</summary>
    public override string ToString() => string.Join('.', Labels);

    private static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? label)
    {
        label = System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
        return label is not null;
    }
}
