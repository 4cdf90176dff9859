using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Lanes;

/// <summary>
/// The ranges that are wanted. Bytes go straight to the sink, each once; what is not wanted ends the connection (RUDP-DATA-3), and so does what
/// exceeds the credit (RUDP-FLOW-3).
/// </summary>
internal sealed class DataReceiver
{
    private readonly IRangeSink? _sink;
    private readonly long _window;
    private readonly RangeSet _expected = new();
    private readonly RangeSet _missing = new();
    private long _consumed;

    public DataReceiver(IRangeSink? sink, long window)
    {
        _sink = sink;
        _window = Announced = window;
    }

    public long Missing => _missing.Total;

    public int MissingRanges => _missing.Count;

    /// <summary>Bytes delivered, each counted once.</summary>
    public long Received { get; private set; }

    public long Duplicate { get; private set; }

    /// <summary>The limit that the peer was told.</summary>
    public long Announced { get; private set; }

    /// <summary>The limit that it may be told.</summary>
    public long Limit => Math.Min(_consumed + _window, Limits.AddressSpace);

    /// <summary>RUDP-FLOW-4: worth a WINDOW frame when an eighth of the window has come free.</summary>
    public bool WantsToAnnounce => Limit - Announced >= Math.Max(1, _window / 8);

    public void Expect(long offset, long length)
    {
        if (_sink is null)
            throw new InvalidOperationException("This connection has no sink.");
        // RUDP-DATA-5: the bound itself is allowed, here before one is added, in Handle after.
        if (_missing.Count >= Limits.MaxRanges)
            throw new InvalidOperationException("Too many separate ranges are wanted.");
        _expected.Add(offset, offset + length);
        _missing.Add(offset, offset + length);
    }

    /// <summary>What has not come of what is expected from an offset on need not come, and must not.</summary>
    public void Forget(long offset)
    {
        _missing.Remove(offset, Limits.AddressSpace);
        _expected.Remove(offset, Limits.AddressSpace);
    }

    public void Consumed(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Received - _consumed);
        _consumed += bytes;
    }

    public void OnAnnounced() => Announced = Limit;

    /// <summary>Delivers what is wanted of a frame. Returns the rule that it broke, or null.</summary>
    public RudpReason? Handle(in DataFrame frame)
    {
        long start = frame.Offset, end = frame.Offset + frame.Bytes.Length;
        if (_sink is null || !_expected.Contains(start, end))
            return RudpReason.UnexpectedRange;
        long fresh = 0;
        while (_missing.TryFirstOverlap(start, end, out var part))
        {
            if (Received + part.Length > Announced)
                return RudpReason.FlowControl;
            Received += part.Length;
            fresh += part.Length;
            _missing.Remove(part.Start, part.End);
            _sink.Write(part.Start, frame.Bytes.Slice((int)(part.Start - frame.Offset), (int)part.Length));
            start = part.End;
        }

        // RUDP-DATA-5: nobody who sends in order makes so many holes.
        Duplicate += frame.Bytes.Length - fresh;
        return _missing.Count > Limits.MaxRanges ? RudpReason.TooManyRanges : null;
    }
}
