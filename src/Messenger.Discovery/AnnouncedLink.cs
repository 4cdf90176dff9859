using System.Net;
using System.Net.Sockets;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery;

/// <summary>A server announced on one interface in one family of addresses: says hello, answers who asks, and at the end says goodbye.</summary>
internal sealed class AnnouncedLink : IAsyncDisposable
{
    // RFC 6762, 8.3: said twice, a second apart.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // More answers than this in a second are somebody's attack on somebody else.
    private const int MostAnswersASecond = 100;

    private readonly Socket _socket;
    private readonly MulticastGroup _group;
    private readonly ServiceRecords _records;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Begins.</summary>
    /// <exception cref="SocketException">The interface has gone, or its port may not be shared.</exception>
    public AnnouncedLink(MulticastGroup group, ServiceRecords records, TimeProvider time)
    {
        (_group, _records, _time) = (group, records, time);
        _socket = group.OpenListener();
        _running = Task.WhenAll(GreetAsync(), AnswerAsync());
    }

    /// <summary>Says goodbye, where there is still somebody to say it to.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await MulticastGroup.SendAsync(_socket, _records.Goodbye.ToBytes(), _group.EndPoint, CancellationToken.None).ConfigureAwait(false);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task GreetAsync()
    {
        try
        {
            byte[] hello = _records.Hello.ToBytes();
            await MulticastGroup.SendAsync(_socket, hello, _group.EndPoint, _stop.Token).ConfigureAwait(false);
            await Task.Delay(Again, _time, _stop.Token).ConfigureAwait(false);
            await MulticastGroup.SendAsync(_socket, hello, _group.EndPoint, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private async Task AnswerAsync()
    {
        byte[] buffer = new byte[DnsMessage.MostBytes];
        EndPoint any = new IPEndPoint(_group.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        int answers = 0;
        TimeSpan second = _time.GetElapsedTime(0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token).ConfigureAwait(false);
                if (!DnsMessage.TryRead(buffer.AsSpan(0, received.ReceivedBytes), out DnsMessage? query))
                    continue;
                var from = (IPEndPoint)received.RemoteEndPoint;
                bool legacy = from.Port != MulticastGroup.Port;
                if (!_group.IsOnLink(from.Address) || _records.AnswerTo(query, legacy) is not { } answer)
                    continue;
                if (_time.GetElapsedTime(0) - second is { TotalSeconds: >= 1 })
                    (answers, second) = (0, _time.GetElapsedTime(0));
                if (answers++ < MostAnswersASecond)
                    await MulticastGroup.SendAsync(_socket, answer.ToBytes(), legacy ? from : _group.EndPoint, _stop.Token).ConfigureAwait(false);
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
