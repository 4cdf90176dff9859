namespace Messenger.Client.Session;

/// <summary>
/// Waits between attempts: full jitter (each uniform between 0 and a ceiling that doubles up to a cap), so that the clients of a server
/// that restarted do not come back in step.
/// </summary>
/// <param name="ceiling">The first ceiling.</param>
/// <param name="cap">The highest.</param>
/// <param name="random">Chance; used under the caller's lock.</param>
internal sealed class Backoff(TimeSpan ceiling, TimeSpan cap, Random random)
{
    /// <summary>Attempts since the last success.</summary>
    public int Attempts { get; private set; }

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="atLeast">What the server asked for; the jitter comes on top.</param>
    public TimeSpan Next(TimeSpan atLeast = default)
    {
        // 2^30 times any ceiling is above any cap.
        var highest = Math.Min(cap.TotalMilliseconds, ceiling.TotalMilliseconds * (1L << Math.Min(Attempts, 30)));
        Attempts++;
        return atLeast + TimeSpan.FromMilliseconds(random.NextDouble() * highest);
    }

    /// <summary>An attempt succeeded.</summary>
    public void Reset() => Attempts = 0;
}
