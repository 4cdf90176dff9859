namespace Messenger.Server.Chat;

/// <summary>What becomes of a request.</summary>
internal enum RequestVerdict
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It is refused, and the client is told.</summary>
    Refused,

    /// <summary>It is dropped without a word: the client was told.</summary>
    Dropped,
}

/// <summary>
/// A token bucket: how much one user may ask for. A client that hears that it is too fast holds back; what it had sent by then is refused one
/// by one, so that it can be sent again. Whoever goes on all the same is not answered any more. Safe to use from several threads.
/// </summary>
internal sealed class RequestBucket
{
    // Twice what our client has under way, with its commands beside it.
    private const int MostTold = 32;

    private readonly Lock _gate = new();
    private double _tokens = double.MaxValue;
    private TimeSpan _filled;
    private int _told;

    /// <summary>Judges a request.</summary>
    /// <param name="now">The server's uptime.</param>
    /// <param name="perSecond">Requests a second, all in all; 0: no bound.</param>
    /// <param name="burst">Requests at once after a quiet time.</param>
    public RequestVerdict Take(TimeSpan now, int perSecond, int burst)
    {
        if (perSecond == 0)
            return RequestVerdict.Done;
        lock (_gate)
        {
            _tokens = Math.Min(burst, _tokens + ((now - _filled).TotalSeconds * perSecond));
            _filled = now;
            // Half of it back: whoever was too fast has held back since, and is told again the next time.
            if (_tokens >= burst / 2d)
                _told = 0;
            if (_tokens >= 1)
            {
                _tokens--;
                return RequestVerdict.Done;
            }

            if (_told == MostTold)
                return RequestVerdict.Dropped;
            _told++;
            return RequestVerdict.Refused;
        }
    }
}
