using System.Net;
using System.Net.Sockets;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Transfer;
using Messenger.Transfer.Rudp;

namespace Messenger.Client.Files;

/// <summary>A UDP socket of this transfer's own, and on it one RUDP connection to where the control connection goes.</summary>
internal sealed class RudpWay : IDataWay
{
    // Where there is another way it is tried long before (FlowWatch); where there is none, ten attempts are enough to say that UDP is closed.
    private static readonly Duration HandshakeLimit = Duration.FromSeconds(10);

    private readonly RudpDriver _driver;
    private readonly IPEndPoint _server;

    private readonly RudpOptions _options;
    private RudpApproach? _approach;

    private RudpWay(RudpDriver driver, IPEndPoint server, RudpOptions options) => (_driver, _server, _options) = (driver, server, options);

    /// <summary>Makes the socket.</summary>
    /// <param name="server">Where the control connection goes.</param>
    /// <param name="port">The server's UDP port; 0: the same.</param>
    /// <param name="congestion">For what this end sends.</param>
    /// <param name="roundTrip">That of the control connection; null: not known.</param>
    /// <param name="impairment">A bad link to put on it; null: none.</param>
    /// <exception cref="UserError">This machine gives no UDP socket.</exception>
    public static RudpWay Open(IPEndPoint server, int port, TransferCongestion congestion, TimeSpan? roundTrip, Impairment? impairment)
    {
        try
        {
            IPAddress any = server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            var socket = new UdpSocket(new IPEndPoint(any, 0), new UdpSocketOptions());
            var options = new RudpOptions { HandshakeLimit = HandshakeLimit, CongestionControl = Chosen(congestion), InitialRtt = RudpOptions.InitialRttOf(roundTrip) };
            return new(new RudpDriver(socket, new RudpEndpoint(), impairment: impairment), new IPEndPoint(server.Address, port == 0 ? server.Port : port), options);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new UserError(ExitCode.CannotConnect, $"this machine gives no UDP socket: {e.Message.TrimEnd('.')}; --tcp takes the other way", e);
        }
    }

    public TransferTransports Transport => TransferTransports.Rudp;

    /// <summary>Begins the connection before its offer is there.</summary>
    /// <param name="id">The transfer.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="cipher">How datagrams are sealed.</param>
    /// <param name="wantsFirst">The first chunks can come at once.</param>
    public void Begin(ulong id, TransferSecret secret, RudpCipher cipher, bool wantsFirst) =>
        _approach = RudpApproach.Begin(_driver, Rendezvous(id, secret, cipher), wantsFirst);

    public LinkCount? Count(TransferControl control) => control.Link;

    public Task<TransferResult> ReceiveAsync(DataOffer offer, TransferReceiver receiver, TransferControl control, CancellationToken leave) =>
        RudpTransfer.ReceiveAsync(_driver, Rendezvous(offer), receiver, control, leave);

    public Task<TransferResult> ReceiveAsync(DataOffer offer, StreamReceiver receiver, TransferControl control, CancellationToken leave) =>
        RudpTransfer.ReceiveAsync(_driver, Rendezvous(offer), receiver, control, leave);

    public Task<TransferResult> SendAsync(DataOffer offer, TransferSender sender, TransferControl control, CancellationToken leave) =>
        RudpTransfer.SendAsync(_driver, Rendezvous(offer), sender, control, leave);

    public ValueTask DisposeAsync()
    {
        _driver.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CongestionControl Chosen(TransferCongestion name) => name switch
    {
        TransferCongestion.NewReno => CongestionControl.NewReno,
        TransferCongestion.Cubic => CongestionControl.Cubic,
        _ => CongestionControl.Bbr,
    };

    private RudpRendezvous Rendezvous(DataOffer offer) => Rendezvous(offer.TransferId, offer.Secret, (RudpCipher)offer.Cipher) with { Approach = _approach };

    private RudpRendezvous Rendezvous(ulong id, TransferSecret secret, RudpCipher cipher) => new(id, secret, cipher)
    {
        Peer = _server.ToPathAddress(),
        Options = _options,
    };
}
