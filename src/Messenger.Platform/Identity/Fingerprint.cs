using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messenger.Platform.Identity;

/// <summary>
/// Names a public key: SHA-256 of its SubjectPublicKeyInfo. Written <c>SHA256:</c> and 43 characters of base64url, without padding.
/// </summary>
public readonly record struct Fingerprint
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    private const string Prefix = "SHA256:";
    private const int EncodedLength = 43;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>A fingerprint from its bytes.</summary>
    /// <param name="digest"><see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Fingerprint(ReadOnlySpan<byte> digest)
    {
        if (digest.Length != Length)
            throw new ArgumentException($"A fingerprint is {Length} bytes, not {digest.Length}.", nameof(digest));
        _a = BinaryPrimitives.ReadUInt64BigEndian(digest);
        _b = BinaryPrimitives.ReadUInt64BigEndian(digest[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(digest[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(digest[24..]);
    }

    /// <summary>The fingerprint of a certificate's public key: the same for every certificate over the same key.</summary>
    /// <param name="certificate">The certificate.</param>
    public static Fingerprint Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Reads the text form; the prefix may be left out. One fingerprint has one text: other spellings of it are refused.</summary>
    /// <param name="text">What a person gave.</param>
    /// <param name="fingerprint">The fingerprint, when true is returned.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Fingerprint fingerprint)
    {
        fingerprint = default;
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
            text = text[Prefix.Length..];
        Span<byte> digest = stackalloc byte[Length];
        if (text.Length != EncodedLength || !Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text, digest) != Length)
            return false;

        var parsed = new Fingerprint(digest);
        if (!text.SequenceEqual(parsed.Encode()))
            return false;
        fingerprint = parsed;
        return true;
    }

    /// <summary>Writes the bytes.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The bytes.</summary>
    public byte[] ToArray()
    {
        var digest = new byte[Length];
        CopyTo(digest);
        return digest;
    }

    /// <summary><c>SHA256:</c> and 43 characters of base64url.</summary>
    public override string ToString() => Prefix + Encode();

    private string Encode()
    {
        Span<byte> digest = stackalloc byte[Length];
        CopyTo(digest);
        return Base64Url.EncodeToString(digest);
    }
}
