using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>Everything that a seed decides about a life.</summary>
internal sealed record LifePlan
{
    private const long Millisecond = 1_000_000, Second = 1_000_000_000;

    // An Initial with its IP and UDP headers: below it the handshake ends.
    private const int LeastMtu = 1_228;

    public required ulong Seed { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; init; }

    /// <summary>Where the file begins in the space of offsets.</summary>
    public long FirstOffset { get; init; }

    /// <summary>The number of each end's first packet.</summary>
    public long FirstPacketNumber { get; init; }

    /// <summary>The initiator sends the file, else it receives it.</summary>
    public bool Upload { get; init; }

    public RudpCipher Cipher { get; init; }

    public CongestionControl CongestionControl { get; init; }

    public long ReceiveWindow { get; init; } = 16 << 20;

    public long PacketsPerKey { get; init; } = 1 << 22;

    /// <summary>From the acceptor to the initiator, and back.</summary>
    public SimLinkOptions Down { get; init; } = new();

    public SimLinkOptions Up { get; init; } = new();

    /// <summary>When the initiator's NAT gives it a new port; -1: never.</summary>
    public long RebindAt { get; init; } = -1;

    /// <summary>When one end is gone without a word; -1: never.</summary>
    public long VanishAt { get; init; } = -1;

    public bool SenderVanishes { get; init; }

    /// <summary>When the receiver closes for a reason of its own; -1: never.</summary>
    public long CancelAt { get; init; } = -1;

    /// <summary>The source is not ready at one in so many reads; 0: always ready.</summary>
    public int SourcePauses { get; init; }

    /// <summary>Bytes a second that the receiver's disk takes; 0: no limit.</summary>
    public long DiskRate { get; init; }

    /// <summary>Each end's processor is taken away for up to so many nanoseconds; 0: never.</summary>
    public long Stall { get; init; }

    /// <summary>The mean time between two such moments, nanoseconds.</summary>
    public long StallEvery { get; init; } = 50 * Millisecond;

    /// <summary>Is told the state of the sender every 10 ms of the life.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>The largest datagram that each end sends and asks for.</summary>
    public int MaxDatagram { get; init; } = 1_200;

    /// <summary>What happens to both directions of the link for a while; null: nothing.</summary>
    public LinkEpisode? FirstEpisode { get; init; }

    public LinkEpisode? SecondEpisode { get; init; }

    public IEnumerable<LinkEpisode> Episodes() => new[] { FirstEpisode, SecondEpisode }.OfType<LinkEpisode>();

    /// <summary>The end has to be a whole file: nothing in this life excuses an error.</summary>
    public bool MustComplete => VanishAt < 0 && CancelAt < 0 && Down.Mtu is 0 or >= LeastMtu && Episodes().All(e => !e.Excuses);

    /// <summary>Draws a life of the suite: every fault in mixtures, files up to 8 MB.</summary>
    public static LifePlan Draw(ulong seed) => Draw(seed, DrawSize);

    /// <summary>Draws a life of the long run: the same faults, files of 0 bytes to 100 MB whose sizes follow a power law, so that a million are affordable.</summary>
    public static LifePlan DrawWide(ulong seed) => Draw(seed, DrawWideSize);

    private static LifePlan Draw(ulong seed, Func<SimRandom, long> drawSize)
    {
        var random = new SimRandom(seed);
        long size = drawSize(random);
        double rate = random.Chance(0.3) ? 0 : Math.Pow(10, 5.3 + (random.NextDouble() * 3.2));
        long delay = (long)(Math.Pow(10, random.NextDouble() * 2.4) * Millisecond * 0.5);
        int queue = (int)Math.Clamp(rate / 8 * delay / Second * (0.2 + (random.NextDouble() * 4)), 16_000, 4 << 20);
        SimLinkOptions down = DrawLink(random, rate, delay, queue);
        SimLinkOptions up = DrawLink(random, random.Chance(0.5) ? rate : rate / 8, delay, queue);
        long horizon = Second * 3;
        var plan = new LifePlan
        {
            Seed = seed,
            Size = size,
            FirstOffset = random.Chance(0.2) ? NearEdge(random) : 0,
            FirstPacketNumber = random.Chance(0.3) ? NearEdge(random) : 0,
            Upload = random.Chance(0.4),
            Cipher = random.Chance(0.25) ? RudpCipher.ChaCha20Poly1305 : RudpCipher.Aes128Gcm,
            CongestionControl = (CongestionControl)random.NextInt64(3),
            ReceiveWindow = random.Chance(0.2) ? random.NextInt64(4_000, 100_000) : 16 << 20,
            PacketsPerKey = random.Chance(0.2) ? random.NextInt64(16, 500) : 1 << 22,
            Down = down,
            Up = up,
            RebindAt = random.Chance(0.1) ? random.NextInt64(horizon) : -1,
            VanishAt = random.Chance(0.06) ? random.NextInt64(horizon) : -1,
            SenderVanishes = random.Chance(0.5),
            CancelAt = random.Chance(0.04) ? random.NextInt64(horizon) : -1,
            SourcePauses = random.Chance(0.15) ? (int)random.NextInt64(2, 50) : 0,
            DiskRate = random.Chance(0.15) ? random.NextInt64(100_000, 20_000_000) : 0,
            Stall = random.Chance(0.1) ? random.NextInt64(Millisecond, 50 * Millisecond) : 0,
        };
        return DrawDatagrams(plan, random) with { FirstEpisode = LinkEpisode.Draw(random, 0.2, horizon), SecondEpisode = LinkEpisode.Draw(random, 0.1, horizon) };
    }

    // Paths that swallow larger datagrams in silence; now and then one that does not carry even the least: the handshake notices.
    private static LifePlan DrawDatagrams(LifePlan plan, SimRandom random)
    {
        // What does not fit into a queue or a bucket never passes it.
        int room = Math.Min(Math.Min(plan.Down.QueueBytes, plan.Up.QueueBytes), plan.Down.PolicerRate + plan.Up.PolicerRate > 0 ? plan.Down.PolicerBurst : int.MaxValue) / 4;
        int mtu = random.NextInt64(100) switch { 0 => (int)random.NextInt64(600, LeastMtu), < 30 => (int)random.NextInt64(LeastMtu, 1_501), < 35 => 9_000, _ => 0 };
        return plan with
        {
            MaxDatagram = random.Chance(0.5) ? 1_200 : (int)random.NextInt64(1_200, Math.Min(65_508, Math.Max(1_500, room))),
            Down = plan.Down with { Mtu = mtu },
            Up = plan.Up with { Mtu = mtu },
        };
    }

    private static long DrawSize(SimRandom random) => random.NextInt64(100) switch
    {
        < 4 => 0,
        < 10 => 1,
        < 40 => random.NextInt64(1, 3_000),
        < 80 => random.NextInt64(1, 100_000),
        < 97 => random.NextInt64(1, 1_000_000),
        _ => random.NextInt64(1, 8_000_000),
    };

    // Above 40 kB as many bytes travel in files of each order of magnitude: a density of 1/size².
    private static long DrawWideSize(SimRandom random) => random.NextInt64(100) switch
    {
        < 4 => 0,
        < 10 => 1,
        < 40 => random.NextInt64(1, 3_000),
        _ => (long)Math.Min(100e6, 40_000 / (1 - random.NextDouble())),
    };

    private static long NearEdge(SimRandom random)
    {
        int power = random.NextInt64(3) switch { 0 => 31, 1 => 32, _ => 48 };
        return (1L << power) - random.NextInt64(2_000);
    }

    private static SimLinkOptions DrawLink(SimRandom random, double rate, long delay, int queue) => new()
    {
        Rate = rate,
        QueueBytes = queue,
        Delay = delay,
        Jitter = random.Chance(0.3) ? random.NextInt64(1, delay + Millisecond) : 0,
        Loss = random.NextInt64(10) switch { < 4 => 0, < 7 => random.NextDouble() * 0.05, < 9 => random.NextDouble() * 0.2, _ => random.NextDouble() * 0.4 },
        BurstEnter = random.Chance(0.1) ? random.NextDouble() * 0.02 : 0,
        BurstExit = 0.1 + (random.NextDouble() * 0.6),
        Duplicate = random.Chance(0.2) ? random.NextDouble() * 0.3 : 0,
        Reorder = random.Chance(0.2) ? random.NextDouble() * 0.4 : 0,
        ReorderDelay = random.NextInt64(Millisecond, 30 * Millisecond),
        Corrupt = random.Chance(0.15) ? random.NextDouble() * 0.1 : 0,
        BlackoutEvery = random.Chance(0.08) ? 5 * Second : 0,
        BlackoutLength = random.NextInt64(100 * Millisecond, 2 * Second),
        PolicerRate = random.Chance(0.05) && rate > 0 ? rate / 2 : 0,
        Mtu = random.Chance(0.2) ? (int)random.NextInt64(1_228, 9_029) : rate > 0 ? 1_500 : 0,
        Aggregation = random.Chance(0.08) ? random.NextInt64(Millisecond, 20 * Millisecond) : 0,
    };
}
