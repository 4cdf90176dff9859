using System.Globalization;
using Messenger.Platform.Text;

namespace Messenger.Rudp.Sockets.Impairments;

/// <summary>What was done to the datagrams of one direction, over all sockets: read it before believing that an impairment happened.</summary>
public sealed class ImpairmentCounters
{
    private long _datagrams, _lost, _overflowed, _tooLarge, _doubled, _heldBack, _damaged;

    /// <summary>Datagrams that met the link.</summary>
    public long Datagrams => Volatile.Read(ref _datagrams);

    /// <summary>Lost by chance.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Dropped because the queue in front of the bottleneck was full.</summary>
    public long Overflowed => Volatile.Read(ref _overflowed);

    /// <summary>Dropped because they were larger than the MTU.</summary>
    public long TooLarge => Volatile.Read(ref _tooLarge);

    /// <summary>Delivered twice.</summary>
    public long Doubled => Volatile.Read(ref _doubled);

    /// <summary>Held back behind later ones.</summary>
    public long HeldBack => Volatile.Read(ref _heldBack);

    /// <summary>Delivered with a bit flipped.</summary>
    public long Damaged => Volatile.Read(ref _damaged);

    /// <summary>As in <c>1204 datagrams: 61 lost, 3 doubled</c>; what did not happen is left out.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        foreach ((long count, string what) in ((long, string)[])[(Lost, "lost"), (Overflowed, "dropped by the full queue"), (TooLarge, "larger than the MTU"),
            (Doubled, "doubled"), (HeldBack, "held back"), (Damaged, "damaged")])
        {
            if (count > 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
        }

        string all = Plural.Of(Datagrams, "datagram");
        return parts.Count == 0 ? all : $"{all}: {string.Join(", ", parts)}";
    }

    internal void OnDatagram() => Interlocked.Increment(ref _datagrams);

    internal void OnLost() => Interlocked.Increment(ref _lost);

    internal void OnOverflowed() => Interlocked.Increment(ref _overflowed);

    internal void OnTooLarge() => Interlocked.Increment(ref _tooLarge);

    internal void OnDoubled() => Interlocked.Increment(ref _doubled);

    internal void OnHeldBack() => Interlocked.Increment(ref _heldBack);

    internal void OnDamaged() => Interlocked.Increment(ref _damaged);
}
