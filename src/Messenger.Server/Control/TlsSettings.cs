using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Messenger.Contracts;
using Messenger.Platform.Identity;

namespace Messenger.Server.Control;

/// <summary>TLS as the protocol wants it: 1.3 only, two application protocols, keys instead of certificate chains.</summary>
internal static class TlsSettings
{
    /// <summary>ALPN of the control channel.</summary>
    public static readonly SslApplicationProtocol Control = new(Encoding.ASCII.GetBytes(WireLimits.ControlProtocol));

    /// <summary>ALPN of a data connection.</summary>
    public static readonly SslApplicationProtocol Data = new(Encoding.ASCII.GetBytes(WireLimits.DataProtocol));

    /// <summary>Options for every connection of a server.</summary>
    /// <param name="identity">The server's key.</param>
    public static SslServerAuthenticationOptions For(IdentityKey identity) => new()
    {
        ServerCertificateContext = identity.CertificateContext,
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [Control, Data],
        // The application protocol is not known yet when this is asked: a data connection answers with no certificate.
        ClientCertificateRequired = true,
        // Who a key is decides the login; that the peer holds it, the handshake proves.
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
            VerificationFlags = X509VerificationFlags.AllFlags,
        },
        AllowRenegotiation = false,
        // Without it .NET makes an OpenSSL context for every connection: 30 KiB each. A resumed session brings its certificate along.
        AllowTlsResume = true,
    };
}
