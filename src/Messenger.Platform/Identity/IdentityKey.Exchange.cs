using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messenger.Platform.Files;

namespace Messenger.Platform.Identity;

/// <summary>An identity on its way to another machine: its private key, sealed by a passphrase. The certificate is made anew: it means nothing.</summary>
public sealed partial class IdentityKey
{
    // OWASP's figure for PBKDF2 with HMAC-SHA256: a guess costs a tenth of a second or more.
    private const int Iterations = 600_000;

    /// <summary>The private key as PKCS#8, encrypted (PBES2: PBKDF2 with HMAC-SHA256, AES-256-CBC), in PEM.</summary>
    /// <param name="passphrase">Not empty.</param>
    public string ExportEncryptedPem(string passphrase)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        using var key = Certificate.GetECDsaPrivateKey()!;
        return key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations)) + "\n";
    }

    /// <summary>Reads what <see cref="ExportEncryptedPem"/> wrote.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="source">What the text is called in errors; safe text.</param>
    /// <exception cref="UserError">
    /// It is no such key (<see cref="ExitCode.Integrity"/>), or the passphrase does not open it (<see cref="ExitCode.Denied"/>).
    /// </exception>
    public static IdentityKey ImportEncryptedPem(string pem, string passphrase, string source)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || !pem.AsSpan()[fields.Label].SequenceEqual("ENCRYPTED PRIVATE KEY"))
            throw new UserError(ExitCode.Integrity, $"{source} is no exported identity; make one with msgr identity export");
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromEncryptedPem(pem, passphrase);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new UserError(ExitCode.Denied, $"the passphrase does not open {source}, or it is damaged; try again", e);
        }

        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
            ? Over(key)
            : throw new UserError(ExitCode.Integrity, $"{source} holds a key of another kind than msgr makes (ECDSA on P-256); export it with msgr identity export");
    }

    /// <summary>The identity in a file.</summary>
    /// <param name="path">See <see cref="LoadOrCreate"/>.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="UserError">It cannot be read, is damaged, or other users have access to it; <see cref="ExitCode.LocalFile"/>.</exception>
    public static IdentityKey? TryLoad(string path) => File.Exists(path) ? Load(path) : null;

    /// <summary>Makes this the identity in a file.</summary>
    /// <param name="path">The file; its folder is made with mode 0700.</param>
    /// <param name="aside">Where one that is there is put; null: one that is there is not replaced.</param>
    /// <exception cref="UserError">It is there (<see cref="ExitCode.Exists"/>), or cannot be written (<see cref="ExitCode.LocalFile"/>).</exception>
    public void Save(string path, string? aside)
    {
        PrivateDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        try
        {
            using var held = FileLock.Acquire(path + ".lock");
            if (File.Exists(path))
            {
                if (aside is null)
                    throw new UserError(ExitCode.Exists, $"{path} holds a key already; --force puts it aside and takes the new one");
                File.Copy(path, aside, overwrite: true);
            }

            AtomicFile.WriteText(path, ToPem());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the identity key", path, e);
        }
    }
}
