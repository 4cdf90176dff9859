using System.Net;
using System.Net.Sockets;

namespace Messenger.Client.Session;

/// <summary>
/// Several connects raced (RFC 8305): the next address starts 250 ms after the one before, or at once when that failed; and each address
/// gets a second connect 250 ms after its first, since a lost SYN costs a whole second.
/// </summary>
internal static class ConnectRace
{
    /// <summary>RFC 8305, 5: the recommended delay between attempts; also short against the kernel's first SYN time-out of 1 s.</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

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
        var again = new Queue<IPAddress>();
        var running = new List<(Task<T> Task, IPAddress Address)>();
        SocketException? failure = null;
        try
        {
            Start(starts.Dequeue(), isFirst: true);
            while (true)
            {
                var tick = starts.Count + again.Count > 0
                    ? Task.Delay(Stagger, time, losers.Token)
                    : Task.Delay(Timeout.InfiniteTimeSpan, time, losers.Token);
                Task[] awaited = [.. running.Select(attempt => attempt.Task), tick];
                var ended = await Task.WhenAny(awaited).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();

                if (ended == tick)
                {
                    var seconds = again.Count;
                    if (starts.TryDequeue(out var next))
                        Start(next, isFirst: true);
                    while (seconds-- > 0)
                        Start(again.Dequeue(), isFirst: false);
                    continue;
                }

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
                    if (again.Contains(address))
                        again = new Queue<IPAddress>(again.Where(other => !other.Equals(address)));
                    if (starts.TryDequeue(out var next))
                        Start(next, isFirst: true);
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

        void Start(IPAddress address, bool isFirst)
        {
            running.Add((connect(address, losers.Token), address));
            if (isFirst)
                again.Enqueue(address);
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
