using Messenger.Platform.Startup;

namespace Messenger.Platform.Identity;

/// <summary>
/// Keeps .NET from looking for certificates that are never asked: peers are known by their public keys, not by authorities.
/// </summary>
/// <remarks>
/// <see cref="System.Net.Security.SslStream"/> builds a chain for its own and for every peer's certificate, whatever the callback says. The
/// first one loads all authorities of the machine (100 to 200 ms; 0.3 ms without them), and each searches them (0.9 ms; 0.2 ms
/// without). It also looks for the user's stores below HOME, and throws where there is neither HOME nor /etc/passwd.
/// </remarks>
internal static class CertificateStores
{
    /// <summary>Stands for no home folder: nothing can lie below it.</summary>
    internal const string NoHome = "/dev/null";

    /// <summary>Takes them out of sight. Before the first TLS connection; doing it again changes nothing.</summary>
    internal static void Hide()
    {
        // OpenSSL reads these by getenv, which does not see what Environment.SetEnvironmentVariable sets.
        Libc.SetEnvironment("SSL_CERT_DIR", "/dev/null", overwrite: 1);
        Libc.SetEnvironment("SSL_CERT_FILE", "/dev/null", overwrite: 1);

        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME")))
            Environment.SetEnvironmentVariable("HOME", NoHome);
    }
}
