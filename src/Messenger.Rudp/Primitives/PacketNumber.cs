namespace Messenger.Rudp;

/// <summary>The number of a packet in one direction of one connection: 64 bits on the wire, never used twice, ascending with every packet.</summary>
internal readonly record struct PacketNumber(long Value) : IComparable<PacketNumber>
{
    /// <summary>Smaller than every number that is ever sent.</summary>
    public static PacketNumber None => new(-1);

    public bool IsNone => Value < 0;

    public PacketNumber Next => new(Value + 1);

    public int CompareTo(PacketNumber other) => Value.CompareTo(other.Value);

    public static long operator -(PacketNumber left, PacketNumber right) => left.Value - right.Value;

    public static PacketNumber operator +(PacketNumber number, long count) => new(number.Value + count);

    public static bool operator <(PacketNumber left, PacketNumber right) => left.Value < right.Value;

    public static bool operator >(PacketNumber left, PacketNumber right) => left.Value > right.Value;

    public static bool operator <=(PacketNumber left, PacketNumber right) => left.Value <= right.Value;

    public static bool operator >=(PacketNumber left, PacketNumber right) => left.Value >= right.Value;

    public override string ToString() => IsNone ? "none" : Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
