using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Identity;
using Messenger.Platform.Startup;
using Messenger.Server.Chat;
using Messenger.Server.Files;
using Messenger.Transfer.Tcp;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using ZLogger;

namespace Messenger.Server.Control;

/// <summary>Every TCP connection of the server: TLS first, then by its application protocol the control channel or a data connection.</summary>
internal sealed class TlsConnectionHandler(ControlContext context, IdentityKey identity) : ConnectionHandler, IDisposable
{
    // The first byte of a TLS handshake record.
    private const byte HandshakeRecord = 0x16;

    private readonly SslServerAuthenticationOptions _tls = TlsSettings.For(identity);
    private readonly AddressShares _shares = new(context.Limits.CountLoopback);
    private HandshakeGate _handshakes = GateOf(context.Limits);
    private int _connections;

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        try
        {
            if (SocketOf(connection) is { } accepted)
                ThinStream.Tune(accepted);
            if (Interlocked.Increment(ref _connections) <= context.Limits.Connections)
                await ServeShareAsync(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (IsDisconnect(e))
        {
            context.Log.ZLogDebug($"A connection from {connection.RemoteEndPoint} broke: {e.Message}");
        }
        catch (Exception e)
        {
            // An error of one connection ends that connection.
            context.Log.ZLogError(e, $"A connection from {connection.RemoteEndPoint} failed.");
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
            connection.Abort();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handshakes.Dispose();

    // Who has too many already costs no handshake.
    private async Task ServeShareAsync(ConnectionContext connection)
    {
        IPAddress? address = AddressOf(connection);
        if (!_shares.TryEnter(address, context.Limits.ConnectionsPerAddress))
            return;
        try
        {
            await ServeAsync(connection).ConfigureAwait(false);
        }
        finally
        {
            _shares.Leave(address);
        }
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        if (!await BeginsTlsAsync(connection.Transport.Input).ConfigureAwait(false))
            return;
        var network = new DuplexPipeStream(connection.Transport);
        var tls = new SslStream(network, leaveInnerStreamOpen: false);
        await using (tls.ConfigureAwait(false))
        {
            await ShakeHandsAsync(connection, tls).ConfigureAwait(false);
            if (tls.NegotiatedApplicationProtocol == TlsSettings.Control)
            {
                TlsMemory.ReleaseWhenIdle(tls);
                await ServeControlAsync(connection, tls).ConfigureAwait(false);
            }
            else if (tls.NegotiatedApplicationProtocol == TlsSettings.Data)
            {
                if (SocketOf(connection) is { } accepted)
                {
                    ThinStream.CarryBulk(accepted);
                    network.CarryBulk(accepted);
                }

                await context.Data.ServeAsync(tls, connection.ConnectionClosed).ConfigureAwait(false);
            }
        }
    }

    // Who says nothing, or nothing of TLS, costs no slot.
    private async Task<bool> BeginsTlsAsync(PipeReader input)
    {
        using var limit = new CancellationTokenSource(context.Limits.Handshake, context.Time);
        ReadResult first = await input.ReadAsync(limit.Token).ConfigureAwait(false);
        bool begins = !first.Buffer.IsEmpty && first.Buffer.FirstSpan[0] == HandshakeRecord;
        input.AdvanceTo(first.Buffer.Start);
        return begins;
    }

    private async Task ShakeHandsAsync(ConnectionContext connection, SslStream tls)
    {
        using HandshakeGate.Slot slot = await Handshakes().EnterAsync(AddressOf(connection), connection.ConnectionClosed).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(context.Limits.Handshake, context.Time);
        await tls.AuthenticateAsServerAsync(_tls, limit.Token).ConfigureAwait(false);
        TlsTickets.SendNone(tls);
    }

    private async Task ServeControlAsync(ConnectionContext connection, SslStream tls)
    {
        if (!PeerKey.TryRead(tls.RemoteCertificate, out Fingerprint peer))
        {
            // CTL-TLS-4: without a key there is nobody to talk to.
            await tls.WriteAsync(ControlCodec.Encode(context.Welcome), connection.ConnectionClosed).ConfigureAwait(false);
            await tls.WriteAsync(
                ControlCodec.Encode(Refusals.Of(RefusalCode.AccessDenied, "Your program sent no key; an ECDSA P-256 certificate is needed to log in.")),
                connection.ConnectionClosed).ConfigureAwait(false);
            await tls.ShutdownAsync().ConfigureAwait(false);
            return;
        }

        // Who it is, is known: nothing of the certificate has to be kept for as long as the connection lasts.
        tls.RemoteCertificate?.Dispose();
        Socket? socket = SocketOf(connection);
        var who = new Peer(peer, AddressOf(connection)) { RoundTrip = socket is null ? null : () => TcpCount.Of(socket)?.RoundTrip };
        using var control = new ControlConnection(context, tls, who, tls.ShutdownAsync, connection.Abort);
        await control.RunAsync().ConfigureAwait(false);
    }

    // After a reload there may be more or fewer of them; whoever waits in the gate before is let through by that one.
    private HandshakeGate Handshakes()
    {
        ControlLimits limits = context.Limits;
        HandshakeGate gate = Volatile.Read(ref _handshakes);
        if (gate.Is(limits.Handshakes, limits.HandshakesPerAddress))
            return gate;
        HandshakeGate other = GateOf(limits);
        HandshakeGate first = Interlocked.CompareExchange(ref _handshakes, other, gate);
        return first == gate ? other : first;
    }

    private static HandshakeGate GateOf(ControlLimits limits) => new(limits.Handshakes, limits.HandshakesPerAddress, limits.CountLoopback);

    private static IPAddress? AddressOf(ConnectionContext connection) => (connection.RemoteEndPoint as IPEndPoint)?.Address;

    private static Socket? SocketOf(ConnectionContext connection) => connection.Features.Get<IConnectionSocketFeature>()?.Socket;

    private static bool IsDisconnect(Exception e) =>
        e is IOException or AuthenticationException or OperationCanceledException or SocketException or ObjectDisposedException;
}
