using System.Net;
using System.Net.Sockets;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery;

/// <summary>Announces a server on the networks that it listens on, and answers who asks for it, until disposed.</summary>
public sealed class ServiceAnnouncer : IAsyncDisposable
{
    // RFC 6762, 8.3: said twice, a second apart.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // More answers than this in a second are somebody's attack on somebody else.
    private const int MostAnswersASecond = 100;

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(Socket Socket, MulticastGroup Group, ServiceRecords Records)> _links = [];
    private readonly List<Task> _running = [];

    private ServiceAnnouncer(TimeProvider time) => _time = time;

    /// <summary>Interfaces and families that it is announced on.</summary>
    public int Links => _links.Count;

    /// <summary>Begins.</summary>
    /// <param name="service">What is announced.</param>
    /// <param name="listen">The only address that the server listens on; null: all of them.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Announces on no interface where there is none but loopback, or the port may not be shared.</returns>
    public static ServiceAnnouncer Start(ServiceAnnouncement service, IPAddress? listen, TimeProvider time)
    {
        var announcer = new ServiceAnnouncer(time);
        if (listen is not null && IPAddress.IsLoopback(listen))
            return announcer;
        foreach (MulticastGroup group in MulticastGroup.All())
        {
            IReadOnlyList<IPAddress> addresses = [.. group.Addresses.Select(local => local.Address).Where(address => listen is null || listen.Equals(address))];
            if (addresses.Count > 0)
                announcer.Join(group, new ServiceRecords(service, addresses));
        }

        return announcer;
    }

    /// <summary>Says goodbye.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
        foreach ((Socket socket, MulticastGroup group, ServiceRecords records) in _links)
        {
            await MulticastGroup.SendAsync(socket, records.Goodbye.ToBytes(), group.EndPoint, CancellationToken.None).ConfigureAwait(false);
            socket.Dispose();
        }

        _stop.Dispose();
    }

    private void Join(MulticastGroup group, ServiceRecords records)
    {
        try
        {
            Socket socket = group.OpenListener();
            _links.Add((socket, group, records));
            _running.Add(GreetAsync(socket, group, records));
            _running.Add(AnswerAsync(socket, group, records));
        }
        catch (SocketException)
        {
            // An interface that went away, or a program that does not share the port: the server is found by its address all the same.
        }
    }

    private async Task GreetAsync(Socket socket, MulticastGroup group, ServiceRecords records)
    {
        try
        {
            byte[] hello = records.Hello.ToBytes();
            await MulticastGroup.SendAsync(socket, hello, group.EndPoint, _stop.Token).ConfigureAwait(false);
            await Task.Delay(Again, _time, _stop.Token).ConfigureAwait(false);
            await MulticastGroup.SendAsync(socket, hello, group.EndPoint, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task AnswerAsync(Socket socket, MulticastGroup group, ServiceRecords records)
    {
        byte[] buffer = new byte[DnsMessage.MostBytes];
        EndPoint any = new IPEndPoint(group.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        int answers = 0;
        TimeSpan second = _time.GetElapsedTime(0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token).ConfigureAwait(false);
                if (!DnsMessage.TryRead(buffer.AsSpan(0, received.ReceivedBytes), out DnsMessage? query))
                    continue;
                var from = (IPEndPoint)received.RemoteEndPoint;
                bool legacy = from.Port != MulticastGroup.Port;
                if (!group.IsOnLink(from.Address) || records.AnswerTo(query, legacy) is not { } answer)
                    continue;
                if (_time.GetElapsedTime(0) - second is { TotalSeconds: >= 1 })
                    (answers, second) = (0, _time.GetElapsedTime(0));
                if (answers++ < MostAnswersASecond)
                    await MulticastGroup.SendAsync(socket, answer.ToBytes(), legacy ? from : group.EndPoint, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // An interface that is down for a while: heard again when it is back.
                await Task.Delay(Again, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
