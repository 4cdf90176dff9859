using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messenger.Platform.Identity;

namespace Messenger.Server.Control;

/// <summary>Who is at the other end of a TLS connection: the key in its certificate. That it holds the key, TLS has proved.</summary>
internal static class PeerKey
{
    private const string EcPublicKey = "1.2.840.10045.2.1";

    // The object identifier of P-256 (1.2.840.10045.3.1.7) as the key's parameters hold it.
    private static ReadOnlySpan<byte> P256 => [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

    /// <summary>The fingerprint of a client's key.</summary>
    /// <param name="certificate">What the client sent; null: none.</param>
    /// <param name="fingerprint">Who it is.</param>
    /// <returns>False: there is no key, or one of another kind than ECDSA P-256.</returns>
    public static bool TryRead(X509Certificate? certificate, out Fingerprint fingerprint)
    {
        fingerprint = default;
        if (certificate is not X509Certificate2 known)
            return false;
        try
        {
            PublicKey key = known.PublicKey;
            if (key.Oid.Value != EcPublicKey || key.EncodedParameters is not { } curve || !curve.RawData.AsSpan().SequenceEqual(P256))
                return false;
            fingerprint = Fingerprint.Of(known);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
