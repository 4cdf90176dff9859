using System.Net;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Rudp;

/// <summary>Two UDP sockets on loopback with their drivers: one serves, one asks.</summary>
internal sealed class RudpWorld : IDisposable
{
    // A test that hangs is ended by this, and is wrong.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public RudpWorld(
        IPAddress? address = null, UdpSocketOptions? options = null, Impairment? serverImpairment = null, Impairment? clientImpairment = null)
    {
        options ??= new UdpSocketOptions();
        Server = new RudpDriver(new UdpSocket(new IPEndPoint(address ?? IPAddress.Loopback, 0), options), new RudpEndpoint(keepsEarly: true), impairment: serverImpairment);
        Client = new RudpDriver(new UdpSocket(new IPEndPoint(address ?? IPAddress.Loopback, 0), options), new RudpEndpoint(), impairment: clientImpairment);
    }

    public RudpDriver Server { get; }

    public RudpDriver Client { get; }

    public RudpOptions Options { get; init; } = new() { InitialRtt = Duration.FromMilliseconds(5) };

    public async Task<(TransferResult Sent, TransferResult Received)> RunAsync(
        World world, FileSource source, TransferControl? sending = null, TransferControl? receiving = null, FileSinkOptions? options = null)
    {
        using FileSink sink = world.OpenSink(source.Plan, options);
        return await RunAsync(source, sink, sending, receiving);
    }

    public async Task<(TransferResult Sent, TransferResult Received)> RunAsync(
        FileSource source, FileSink sink, TransferControl? sending = null, TransferControl? receiving = null, bool upload = false)
    {
        using var sender = new TransferSender(source);
        using var receiver = new TransferReceiver(sink);
        var waits = new RudpRendezvous(TransferSecret.CreateId(), TransferSecret.Create(), RudpCipher.Aes128Gcm) { Options = Options };
        RudpRendezvous asks = waits with { Peer = Server.Socket.LocalEndPoint.ToPathAddress() };
        Task<TransferResult> send = RudpTransfer.SendAsync(upload ? Client : Server, upload ? asks : waits, sender, sending ?? new TransferControl(), CancellationToken.None);
        Task<TransferResult> receive = RudpTransfer.ReceiveAsync(upload ? Server : Client, upload ? waits : asks, receiver, receiving ?? new TransferControl(), CancellationToken.None);
        await Task.WhenAll(send, receive).WaitAsync(Patience);
        return (await send, await receive);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
