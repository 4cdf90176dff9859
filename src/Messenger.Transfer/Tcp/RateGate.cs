namespace Messenger.Transfer.Tcp;

/// <summary>A bucket that fills at a rate: how many bytes may leave now. What TCP itself cannot be told.</summary>
internal sealed class RateGate(TimeProvider time)
{
    // So much of a second leaves at once: few calls at any rate, and nothing that a person would notice.
    private const int PiecesASecond = 50;

    // What was not used while there was nothing to send is made up for, for a twentieth of a second.
    private const int KeptPieces = 3;
    private const int LeastPiece = 512;
    private long _rate;
    private double _bytes;
    private long _at;

    /// <summary>Bytes that may leave now, at most so many; 0: none yet.</summary>
    /// <param name="rate">Bytes a second; 0: without a bound.</param>
    /// <param name="most">1 or more.</param>
    /// <param name="wait">Until when it is worth asking again, where there are none.</param>
    public int Allow(long rate, int most, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (rate == 0)
        {
            _rate = 0;
            return most;
        }

        double piece = Math.Min(most, Math.Max(LeastPiece, (double)rate / PiecesASecond));
        Fill(rate, piece);
        if (_bytes >= piece)
            return (int)Math.Min(most, _bytes);
        wait = TimeSpan.FromSeconds((piece - _bytes) / rate) + TimeSpan.FromMilliseconds(1);
        return 0;
    }

    /// <summary>Bytes left.</summary>
    public void OnSent(int bytes) => _bytes -= bytes;

    private void Fill(long rate, double piece)
    {
        long now = time.GetTimestamp();
        if (_rate == 0)
            (_bytes, _at) = (0, now);
        _bytes = Math.Min(KeptPieces * Math.Max(piece, (double)rate / PiecesASecond), _bytes + (_rate * time.GetElapsedTime(_at, now).TotalSeconds));
        (_rate, _at) = (rate, now);
    }
}
