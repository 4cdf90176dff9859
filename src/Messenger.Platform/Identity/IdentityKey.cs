using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messenger.Platform.Files;

namespace Messenger.Platform.Identity;

/// <summary>
/// Who a client or a server is: an ECDSA P-256 key with a self-signed certificate, for either end of a TLS connection.
/// Peers look at the public key alone (<see cref="Fingerprint"/>): name and dates of the certificate mean nothing.
/// </summary>
public sealed partial class IdentityKey : IDisposable
{
    private const string SubjectName = "CN=msgr";

    // RFC 5280, 4.1.2.5: the date that says "does not expire". A wrong clock must not lock anybody out.
    private static readonly DateTimeOffset NotBefore = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly Lazy<SslStreamCertificateContext> _context;

    static IdentityKey() => CertificateStores.Hide();

    private IdentityKey(X509Certificate2 certificate)
    {
        Certificate = certificate;
        Fingerprint = Fingerprint.Of(certificate);
        // Offline: nothing is fetched, and no chain is looked for, for a certificate that signed itself.
        _context = new(() => SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true));
    }

    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>For <see cref="SslServerAuthenticationOptions.ServerCertificateContext"/> and the client's counterpart; made once.</summary>
    public SslStreamCertificateContext CertificateContext => _context.Value;

    /// <summary>Names the public key.</summary>
    public Fingerprint Fingerprint { get; }

    /// <summary>A new identity, in memory only.</summary>
    public static IdentityKey Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Over(key);
    }

    /// <summary>
    /// Reads an identity, and makes it first where there is none: as many processes as like may do so at once, and all get the same.
    /// </summary>
    /// <param name="path">A PEM file (private key, certificate), mode 0600; its folder is made with mode 0700.</param>
    /// <exception cref="UserError">
    /// It cannot be read or made, is damaged, or other users have access to it; <see cref="ExitCode.LocalFile"/>.
    /// </exception>
    public static IdentityKey LoadOrCreate(string path)
    {
        if (File.Exists(path))
            return Load(path);

        PrivateDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        try
        {
            using var held = FileLock.Acquire(path + ".lock");
            if (File.Exists(path))
                return Load(path);

            var identity = Create();
            AtomicFile.WriteText(path, identity.ToPem());
            return identity;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the identity key", path, e);
        }
    }

    /// <summary>Whether a key that is known has named this certificate's key as its successor.</summary>
    /// <param name="certificate">What a peer showed.</param>
    /// <param name="known">The key that is known.</param>
    public static bool Follows(X509Certificate2 certificate, Fingerprint known)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return KeySuccession.Follows(certificate, known);
    }

    /// <summary>Replaces the key in a file by a new one that the old one vouches for. The old private key is gone afterwards.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The new identity.</returns>
    /// <exception cref="UserError">There is none, or it cannot be read or written; <see cref="ExitCode.LocalFile"/>.</exception>
    public static IdentityKey Rotate(string path)
    {
        try
        {
            using var held = FileLock.Acquire(path + ".lock");
            using var old = Load(path);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var next = new Fingerprint(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
            var identity = Over(key, KeySuccession.Extend(old.Certificate, next));
            // One file, replaced at once: there is the old key, or the new one with the statement.
            AtomicFile.WriteText(path, identity.ToPem());
            return identity;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("replace the identity key", path, e);
        }
    }

    /// <summary>Forgets the private key.</summary>
    public void Dispose() => Certificate.Dispose();

    private static IdentityKey Over(ECDsa key, X509Extension? extension = null)
    {
        var request = new CertificateRequest(SubjectName, key, HashAlgorithmName.SHA256);
        if (extension is not null)
            request.CertificateExtensions.Add(extension);
        return new IdentityKey(request.CreateSelfSigned(NotBefore, NotAfter));
    }

    private static IdentityKey Load(string path)
    {
        var pem = PrivateFile.ReadText(path);
        try
        {
            return new IdentityKey(X509Certificate2.CreateFromPem(pem, pem));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new UserError(
                ExitCode.LocalFile,
                $"the identity key {path} is damaged; restore it, or move it away to become somebody new",
                e);
        }
    }

    private string ToPem()
    {
        using var key = Certificate.GetECDsaPrivateKey()!;
        return $"{key.ExportPkcs8PrivateKeyPem()}\n{Certificate.ExportCertificatePem()}\n";
    }
}
