using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messenger.Platform.Identity;

/// <summary>
/// How a key says which one comes after it: a list of statements in the new key's certificate, oldest first. Each holds a public key and its signature over its own
/// fingerprint and its successor's. Whoever knows any key of the list can follow it to the certificate's own.
/// </summary>
internal static class KeySuccession
{
    /// <summary>Statements that are kept; who has not come by for so many changes has to be told.</summary>
    public const int Most = 16;

    // Of the arc for UUIDs (ITU-T X.667): made up once, nobody else's.
    private const string Extension = "2.25.51268294091862159288524741800547885710";
    private const int KeyBytes = 91;
    private const int SignatureBytes = 64;
    private const int StatementBytes = KeyBytes + SignatureBytes;

    /// <summary>The extension of the certificate over a new key.</summary>
    /// <param name="old">The key before, with its certificate.</param>
    /// <param name="successor">The new one.</param>
    public static X509Extension Extend(X509Certificate2 old, Fingerprint successor)
    {
        using var key = old.GetECDsaPrivateKey()!;
        var chain = Read(old);
        byte[] statement = [.. old.PublicKey.ExportSubjectPublicKeyInfo(), .. key.SignData(Text(Fingerprint.Of(old), successor), HashAlgorithmName.SHA256)];
        byte[] all = [.. chain, .. statement];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(all.AsSpan(Math.Max(0, all.Length - (Most * StatementBytes))));
        return new X509Extension(Extension, writer.Encode(), critical: false);
    }

    /// <summary>Whether a key that is known has named, in one step or several, the key of a certificate as its successor.</summary>
    /// <param name="certificate">What a peer showed.</param>
    /// <param name="known">The key that is known.</param>
    public static bool Follows(X509Certificate2 certificate, Fingerprint known)
    {
        var chain = Read(certificate).AsSpan();
        var follows = false;
        for (; chain.Length >= StatementBytes; chain = chain[StatementBytes..])
        {
            var old = new Fingerprint(SHA256.HashData(chain[..KeyBytes]));
            var next = chain.Length > StatementBytes
                ? new Fingerprint(SHA256.HashData(chain.Slice(StatementBytes, KeyBytes)))
                : Fingerprint.Of(certificate);
            // From the known key on, each statement has to hold: one that does not begins nothing either.
            follows = (follows || old == known) && Holds(chain[..StatementBytes], old, next);
        }

        return follows;
    }

    private static bool Holds(ReadOnlySpan<byte> statement, Fingerprint old, Fingerprint next)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(statement[..KeyBytes], out _);
            return key.VerifyData(Text(old, next), statement[KeyBytes..], HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // Whole statements, and not more of them than there may be; anything else is none.
    private static byte[] Read(X509Certificate2 certificate)
    {
        try
        {
            var extension = certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == Extension);
            var chain = extension is null ? [] : AsnDecoder.ReadOctetString(extension.RawData, AsnEncodingRules.DER, out _);
            return chain.Length % StatementBytes == 0 && chain.Length <= Most * StatementBytes ? chain : [];
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return [];
        }
    }

    private static byte[] Text(Fingerprint old, Fingerprint next) => [.. "msgr key succession 1\0"u8, .. old.ToArray(), .. next.ToArray()];
}
