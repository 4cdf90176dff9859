using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;
using Messenger.Platform;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer;
using Messenger.Transfer.Rudp;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Files;

/// <summary>Transfers over UDP: one socket for all, beside the TCP listener.</summary>
internal sealed class RudpTransfers : IDisposable
{
    private readonly RudpDriver _driver;
    private readonly OfferBook _book;
    private readonly FileLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<ulong, Task> _running = new();

    private RudpTransfers(UdpSocket socket, OfferBook book, FileLimits limits, TimeProvider time, ILogger log)
    {
        (_book, _limits, _time, _log) = (book, limits, time, log);
        _driver = new RudpDriver(socket, new RudpEndpoint(keepsEarly: true), e => log.ZLogError(e, $"A transfer over UDP broke."), limits.Impairment);
        if (socket.IsBufferSmall)
            log.ZLogWarning($"The kernel gives UDP no more than {socket.ReceiveBufferBytes} bytes of buffer, so fast transfers lose datagrams whenever this machine is busy; sysctl -w net.core.rmem_max=8388608 net.core.wmem_max=8388608 gives enough.");
    }

    /// <summary>The UDP port.</summary>
    public int Port => _driver.Socket.LocalEndPoint.Port;

    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Binds the socket beside a TCP listener.</summary>
    /// <param name="listener">Where TCP listens.</param>
    /// <param name="mayMove">Another port will do where that one is taken: nobody has named it.</param>
    /// <param name="book">The offers.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <exception cref="UserError">The port is taken.</exception>
    public static RudpTransfers Bind(IPEndPoint listener, bool mayMove, OfferBook book, FileLimits limits, TimeProvider time, ILogger log)
    {
        UdpSocket socket;
        try
        {
            socket = new UdpSocket(listener, new UdpSocketOptions());
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && mayMove)
        {
            socket = new UdpSocket(new IPEndPoint(listener.Address, 0), new UdpSocketOptions());
        }
        catch (SocketException e)
        {
            throw new UserError(ExitCode.CannotConnect, $"UDP port {listener.Port} cannot be had: {e.Message.TrimEnd('.')}; stop the program that uses it, or name another port with --port", e);
        }

        return new RudpTransfers(socket, book, limits, time, log);
    }

    /// <summary>Waits for an offer's client and serves it.</summary>
    /// <param name="offer">The offer, which is in the book.</param>
    /// <param name="cipher">How datagrams are sealed.</param>
    /// <param name="peer">Whose it is: the address of the control connection is no stranger's, and its round trip is the best that is known of the path.</param>
    public void Wait(Offer offer, TransferCipher cipher, Peer peer)
    {
        _running[offer.Id] = ServeAsync(offer, cipher, peer);
    }

    /// <summary>Ends with the transfers that run now; what waits for its client is given up.</summary>
    public Task DrainAsync()
    {
        foreach (Offer offer in _book.Waiting())
            offer.StopWaiting.Cancel();
        return Task.WhenAll(_running.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => _driver.Dispose();

    private async Task ServeAsync(Offer offer, TransferCipher cipher, Peer peer)
    {
        // First entered among those that run, then begun.
        await Task.Yield();
        bool taken = false;
        var rendezvous = new RudpRendezvous(offer.Id, offer.Secret, (RudpCipher)cipher)
        {
            ValidatedHost = peer.Host is null ? default : new IPEndPoint(peer.Host, 0).ToPathAddress(),
            OnConnected = () => taken = Begin(offer),
            Options = new RudpOptions
            {
                CongestionControl = offer.Congestion,
                OfferLifetime = Duration.FromMilliseconds((long)_limits.OfferLife.TotalMilliseconds),
                InitialRtt = RudpOptions.InitialRttOf(peer.RoundTrip?.Invoke()),
            },
        };
        ServerFrame? word = null;
        try
        {
            TransferResult result = await offer.Cargo.OverRudpAsync(_driver, rendezvous, offer.Control, offer.StopWaiting.Token).ConfigureAwait(false);
            if (taken)
            {
                TransferReports.Log(offer, result, _log);
                word = await offer.Cargo.EndAsync(offer.Id, result).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Taken over TCP, or given up before its client came.
        }
        catch (Exception e)
        {
            _log.ZLogError(e, $"Transfer {offer.Id:x16} failed.");
        }
        finally
        {
            _running.TryRemove(offer.Id, out _);
            if (taken)
                _book.End(offer, Now);
            if (word is not null)
                offer.Notify(word);
        }
    }

    private bool Begin(Offer offer)
    {
        if (!_book.TryTake(offer, Now))
            return false;
        _log.ZLogInformation($"Transfer {offer.Id:x16} begins over UDP: {Plural.Of(offer.Cargo.Plan.Files.Count, "file")}, {Plural.Of(offer.Cargo.Plan.TotalBytes, "byte")}.");
        return true;
    }
}
