using System.Buffers.Binary;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Reliability;

/// <summary>The newest skipped packet numbers: an ACK that names one is a guess (RUDP-ACK-9).</summary>
internal sealed class SkippedNumbers
{
    private readonly PacketNumber[] _numbers = [PacketNumber.None, PacketNumber.None, PacketNumber.None, PacketNumber.None];
    private int _next;

    public void Add(PacketNumber number)
    {
        _numbers[_next] = number;
        _next = (_next + 1) % _numbers.Length;
    }

    public bool Any(AckRange range)
    {
        foreach (var number in _numbers)
        {
            if (range.Contains(number))
                return true;
        }

        return false;
    }
}

/// <summary>When to skip: after a random number of packets around a distance that doubles.</summary>
internal sealed class SkipSchedule
{
    private readonly IRandomSource _random;
    private long _distance;
    private long _left;

    public SkipSchedule(IRandomSource random, int firstDistance)
    {
        _random = random;
        _distance = firstDistance;
        _left = Draw();
    }

    /// <summary>To be asked once for every packet.</summary>
    public bool ShouldSkip()
    {
        if (--_left > 0)
            return false;
        _distance = Math.Min(_distance * 2, Limits.MaxSkip);
        _left = Draw();
        return true;
    }

    private long Draw()
    {
        Span<byte> bytes = stackalloc byte[8];
        _random.Fill(bytes);
        return 1 + (long)(BinaryPrimitives.ReadUInt64LittleEndian(bytes) % (ulong)_distance);
    }
}
