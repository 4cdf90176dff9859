using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery;

/// <summary>Questions to all machines of the local networks (RFC 6762, 5.1: one shot, answered to the port that asks).</summary>
internal static class MulticastQuery
{
    // A lost datagram costs a wait, not the answer.
    private static readonly TimeSpan[] AskAgain = [TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(750), TimeSpan.FromSeconds(2)];

    /// <summary>Asks, and gives every response that comes until the caller has enough or the time is over.</summary>
    /// <param name="questions">What is asked.</param>
    /// <param name="limit">How long answers are waited for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    public static async IAsyncEnumerable<(DnsMessage Response, int Interface)> AskAsync(
        IReadOnlyList<DnsQuestion> questions, TimeSpan limit, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var ended = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, cancel);
        Channel<(DnsMessage, int)> responses = Channel.CreateBounded<(DnsMessage, int)>(256);
        byte[] datagram = new DnsMessage { Questions = questions }.ToBytes();
        List<Task> asking = [.. MulticastGroup.All().Select(group => AskOnAsync(group, datagram, responses.Writer, time, either.Token))];
        _ = Task.WhenAll(asking).ContinueWith(_ => responses.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await foreach ((DnsMessage, int) response in responses.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                yield return response;
        }
        finally
        {
            await either.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(asking).ConfigureAwait(false);
        }

        cancel.ThrowIfCancellationRequested();
    }

    private static async Task AskOnAsync(MulticastGroup group, byte[] datagram, ChannelWriter<(DnsMessage, int)> responses, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            using Socket socket = group.OpenAsker();
            Task repeating = RepeatAsync(socket, group, datagram, time, cancel);
            await HearAsync(socket, group, responses, cancel).ConfigureAwait(false);
            await repeating.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // This interface has nothing to say; the others may.
        }
    }

    private static async Task RepeatAsync(Socket socket, MulticastGroup group, byte[] datagram, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            await MulticastGroup.SendAsync(socket, datagram, group.EndPoint, cancel).ConfigureAwait(false);
            foreach (TimeSpan wait in AskAgain)
            {
                await Task.Delay(wait, time, cancel).ConfigureAwait(false);
                await MulticastGroup.SendAsync(socket, datagram, group.EndPoint, cancel).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Enough was heard.
        }
    }

    private static async Task HearAsync(Socket socket, MulticastGroup group, ChannelWriter<(DnsMessage, int)> responses, CancellationToken cancel)
    {
        byte[] buffer = new byte[DnsMessage.MostBytes];
        EndPoint any = new IPEndPoint(group.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any, cancel).ConfigureAwait(false);
            // RFC 6762, 6: answers come from the port of multicast DNS.
            if (received.RemoteEndPoint is IPEndPoint { Port: MulticastGroup.Port } && DnsMessage.TryRead(buffer.AsSpan(0, received.ReceivedBytes), out DnsMessage? message) && message.IsResponse)
                responses.TryWrite((message, group.Index));
        }
    }
}
