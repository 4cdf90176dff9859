using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>What a link can turn into during a life.</summary>
internal enum LinkChange
{
    /// <summary>Nothing passes.</summary>
    Outage,

    /// <summary>Full datagrams no longer pass, small ones do.</summary>
    SmallerMtu,

    /// <summary>An eighth of the rate, but at least 100 kbit/s.</summary>
    Slower,

    /// <summary>Another route: four times the delay.</summary>
    Farther,
}

/// <summary>A change of both directions of the link, for a while or for ever.</summary>
internal sealed record LinkEpisode(LinkChange Change, long At, long Length)
{
    private const long Second = 1_000_000_000;

    /// <summary>Whether it may cost the transfer: longer than the idle limit bears with the pings of an idle end lost before it.</summary>
    public bool Excuses => Change is (LinkChange.Outage or LinkChange.SmallerMtu) && Length > 10 * Second;

    public static LinkEpisode? Draw(SimRandom random, double chance, long horizon)
    {
        if (!random.Chance(chance))
            return null;
        // Most are short; some outlast every limit.
        long length = random.Chance(0.1) ? random.NextInt64(10 * Second, 200 * Second) : random.NextInt64(1, 6 * Second);
        return new((LinkChange)random.NextInt64(4), random.NextInt64(horizon), length);
    }

    /// <summary>The link while it lasts.</summary>
    public SimLinkOptions Apply(SimLinkOptions link) => Change switch
    {
        LinkChange.Outage => link with { Loss = 1 },
        LinkChange.SmallerMtu => link with { Mtu = 1_000 },
        LinkChange.Slower => link with { Rate = Math.Min(link.Rate, Math.Max(link.Rate / 8, 100_000)) },
        _ => link with { Delay = link.Delay * 4 },
    };
}
