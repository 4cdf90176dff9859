using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Platform.Identity;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>A client that does one kind of harm again and again, and counts what comes of it.</summary>
/// <param name="context">What all of them share.</param>
/// <param name="number">Which of them it is.</param>
internal abstract class Misfit(MisfitContext context, int number)
{
    private static readonly Func<MisfitContext, int, Misfit>[] Kinds =
    [
        (c, n) => new MessageFlood(c, n), (c, n) => new JoinStorm(c, n), (c, n) => new StalledReader(c, n), (c, n) => new HalfOpenTls(c, n), (c, n) => new Garbage(c, n),
        (c, n) => new LyingFrames(c, n), (c, n) => new IdleOffers(c, n), (c, n) => new GarbageDatagrams(c, n), (c, n) => new ConnectStorm(c, n),
    ];

    private readonly ConcurrentDictionary<string, int> _answers = new();

    /// <summary>What it does.</summary>
    internal abstract string Name { get; }

    /// <summary>How often it has done it.</summary>
    internal int Acts { get; private set; }

    /// <summary>How often what came of it.</summary>
    internal IReadOnlyDictionary<string, int> Answers => _answers;

    protected MisfitContext Context => context;

    protected Random Random { get; } = new((context.Seed * 1_000) + number);

    /// <summary>A key that is its own.</summary>
    protected IdentityKey Identity { get; } = IdentityKey.Create();

    /// <summary>A name that is its own.</summary>
    protected string User => $"misfit{number:D2}";

    /// <summary>So many, of all kinds in turn.</summary>
    internal static Misfit[] Make(int count, MisfitContext context) => [.. Enumerable.Range(0, count).Select(n => Kinds[n % Kinds.Length](context, n))];

    /// <summary>Misbehaves until it is enough.</summary>
    internal async Task RunAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await ActAsync(enough).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
            {
                // The server hangs up on such as these.
                if (!enough.IsCancellationRequested)
                    Answer("cut off");
            }

            Acts++;
            await Task.Delay(Rest * (0.5 + Random.NextDouble()), enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Identity.Dispose();
    }

    /// <summary>Does it once.</summary>
    protected abstract Task ActAsync(CancellationToken enough);

    /// <summary>The time between two acts.</summary>
    protected virtual TimeSpan Rest => TimeSpan.FromSeconds(5);

    protected void Answer(string what, int count = 1)
    {
        if (count > 0)
            _answers.AddOrUpdate(what, count, (_, before) => before + count);
    }
}
