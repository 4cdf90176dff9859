using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Messenger.Contracts;
using Messenger.Discovery;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Startup;
using Messenger.Platform.Streams;
using Messenger.Transfer.Tcp;

namespace Messenger.Client.Session;

/// <summary>The real network: look-up, raced TCP, TLS 1.3 with the server's key compared and the client's key shown.</summary>
/// <param name="resolver">Names to addresses.</param>
internal sealed class TlsConnector(INameResolver resolver) : IServerConnector
{
    /// <summary>Names to addresses, on a real network.</summary>
    public static INameResolver Names { get; } = new LocalResolver(SystemResolver.Default, LocalNames.ResolveAsync);

    public static TlsConnector Default { get; } = new(Names);

    public async Task<SecureConnection> ConnectAsync(ClientProfile profile, string protocol, Fingerprint? sameKey, CancellationToken cancel)
    {
        var server = profile.Server;
        var addresses = await resolver.ResolveAsync(server, profile.ResolveTimeout, profile.Time, cancel).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(profile.ConnectTimeout, profile.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);

        var connecting = ConnectTcpAsync(server, addresses, profile.Time, both.Token, cancel);
        var carriesBulk = protocol == WireLimits.DataProtocol;
        // A data connection waits for its offer, and must not hold the server's handshake up meanwhile.
        var network = new FirstFlight(StreamOfAsync(connecting, carriesBulk), holds: !carriesBulk);
        var tls = new SslStream(network, leaveInnerStreamOpen: false);
        var check = new ServerKeyCheck(profile, sameKey);
        try
        {
            var handshake = tls.AuthenticateAsClientAsync(OptionsFor(profile, protocol, check), both.Token);
            // Where TCP fails, the handshake fails of it; it is told as what it is.
            await Task.WhenAll(connecting, handshake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var socket = await connecting.ConfigureAwait(false);
            await handshake.ConfigureAwait(false);
            if (tls.NegotiatedApplicationProtocol != new SslApplicationProtocol(protocol))
                throw ConnectFailures.OfTls(server, null);
            if (carriesBulk)
                ThinStream.CarryBulk(socket);
            var identity = check.Accepted();
            return new(tls, identity, $"{Name(tls.SslProtocol)} {Name(tls.NegotiatedCipherSuite)}", socket.RemoteEndPoint as IPEndPoint) { Count = () => TcpCount.Of(socket) };
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            throw Explain(server, check, e);
        }
    }

    private static async Task<Stream> StreamOfAsync(Task<Socket> connecting, bool carriesBulk)
    {
        var network = new NetworkStream(await connecting.ConfigureAwait(false), ownsSocket: true);
        return carriesBulk ? new BulkStream(network) : network;
    }

    private static async Task<Socket> ConnectTcpAsync(
        ServerAddress server, IReadOnlyList<IPAddress> addresses, TimeProvider time, CancellationToken both, CancellationToken cancel)
    {
        try
        {
            return await ConnectRace.RunAsync(
                AddressOrder.Interleave(addresses),
                (address, ct) => TcpConnector.ConnectAsync(new IPEndPoint(address, server.Port), ct),
                socket => socket.Dispose(),
                time,
                both).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw ConnectFailures.OfTcp(server, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw ConnectFailures.OfTcpTimeout(server, e);
        }
    }

    private static SslClientAuthenticationOptions OptionsFor(ClientProfile profile, string protocol, ServerKeyCheck check) => new()
    {
        // The name is for the server's log at most: who it is, its key says.
        TargetHost = IPAddress.TryParse(profile.Server.Host, out _) ? "" : profile.Server.Host,
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [new(protocol)],
        ClientCertificateContext = profile.Identity.CertificateContext,
        RemoteCertificateValidationCallback = check.Validate,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        // No chain is believed, so none is built: the system's roots are not even read.
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.AllFlags,
        },
        AllowTlsResume = false,
        AllowRenegotiation = false,
    };

    private static UserError Explain(ServerAddress server, ServerKeyCheck check, Exception e) => e switch
    {
        _ when check.Failure is { } failure => failure,
        UserError error => error,
        OperationCanceledException => ConnectFailures.OfTlsTimeout(server, e),
        // A peer that ends in the middle of the handshake: stopped, or too busy.
        IOException => ConnectFailures.OfTlsEnd(server, e),
        _ => ConnectFailures.OfTls(server, e),
    };

    private static string Name(SslProtocols protocol) => protocol == SslProtocols.Tls13 ? "TLS 1.3" : protocol.ToString();

    private static string Name(TlsCipherSuite suite) => suite switch
    {
        TlsCipherSuite.TLS_AES_128_GCM_SHA256 => "AES-128-GCM",
        TlsCipherSuite.TLS_AES_256_GCM_SHA384 => "AES-256-GCM",
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256 => "ChaCha20-Poly1305",
        _ => suite.ToString(),
    };
}
