using System.Net;
using System.Net.Sockets;

namespace Messenger.Client.Session;

/// <summary>
/// Several connects raced (RFC 8305): after 60, 120, 250 and 500 ms the next address starts, or at once when one failed; and so does another connect to
/// each address that was tried, as the kernel repeats what was lost only a whole second after the first.
/// </summary>
internal static class ConnectRace
{
    // RFC 8305, 5, allows 10 ms and recommends 250: a lost SYN costs little on a usual path, and a far one, which is late by nature, is not asked much more often.
    private static readonly TimeSpan[] Delays = [.. new[] { 60, 60, 130, 250 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];

    /// <summary>Connects to one address at most: behind the last, the kernel's own repetition of the first is next.</summary>
    private const int MostTries = 5;

    /// <summary>The first connection that is made; the others are given up.</summary>
    /// <param name="addresses">In the order of trying; at least one.</param>
    /// <param name="connect">Makes one connection.</param>
    /// <param name="discard">Closes one that came too late.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SocketException">None is to be had: the most telling failure.</exception>
    public static async Task<T> RunAsync<T>(
        IReadOnlyList<IPAddress> addresses,
        Func<IPAddress, CancellationToken, Task<T>> connect,
        Action<T> discard,
        TimeProvider time,
        CancellationToken cancel)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var starts = new Queue<IPAddress>(addresses);
        var again = new Queue<(IPAddress Address, int Tries)>();
        var running = new List<(Task<T> Task, IPAddress Address)>();
        SocketException? failure = null;
        var ticks = 0;
        try
        {
            Start(starts.Dequeue(), tries: 0);
            while (true)
            {
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(losers.Token);
                var tick = Task.Delay(starts.Count + again.Count > 0 ? Delays[Math.Min(ticks, Delays.Length - 1)] : Timeout.InfiniteTimeSpan, time, waiting.Token);
                Task[] awaited = [.. running.Select(attempt => attempt.Task), tick];
                var ended = await Task.WhenAny(awaited).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();

                if (ended == tick)
                {
                    ticks++;
                    var due = again.Count;
                    if (starts.TryDequeue(out var next))
                        Start(next, tries: 0);
                    for (; due > 0; due--)
                    {
                        var (same, tries) = again.Dequeue();
                        Start(same, tries);
                    }

                    continue;
                }

                // What starts now has a delay of its own.
                await waiting.CancelAsync().ConfigureAwait(false);
                var at = running.FindIndex(attempt => attempt.Task == ended);
                var (task, address) = running[at];
                running.RemoveAt(at);
                try
                {
                    return await task.ConfigureAwait(false);
                }
                catch (SocketException e)
                {
                    failure = MoreTelling(failure, e);
                    // An address that answers "no" says so again.
                    again = new(again.Where(other => !other.Address.Equals(address)));
                    if (starts.TryDequeue(out var next))
                        Start(next, tries: 0);
                    else if (running.Count == 0 && again.Count == 0)
                        throw failure;
                }
            }
        }
        finally
        {
            losers.Cancel();
            foreach (var (task, _) in running)
                _ = DiscardAsync(task, discard);
        }

        void Start(IPAddress address, int tries)
        {
            running.Add((connect(address, losers.Token), address));
            if (tries + 1 < MostTries)
                again.Enqueue((address, tries + 1));
        }
    }

    private static async Task DiscardAsync<T>(Task<T> task, Action<T> discard)
    {
        try
        {
            discard(await task.ConfigureAwait(false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It lost the race; how does not matter.
        }
    }

    // A refusal proves that the host is there; an unreachable network says least, as every host without IPv6 has it.
    private static SocketException MoreTelling(SocketException? before, SocketException now) =>
        before is null || Rank(now) > Rank(before) ? now : before;

    private static int Rank(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => 3,
        SocketError.TimedOut or SocketError.HostUnreachable => 2,
        SocketError.NetworkUnreachable or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => 0,
        _ => 1,
    };
}
