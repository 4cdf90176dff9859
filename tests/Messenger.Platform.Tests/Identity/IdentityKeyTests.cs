using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Messenger.Platform.Identity;

namespace Messenger.Platform.Tests.Identity;

public sealed class IdentityKeyTests
{
    [Fact]
    public void A_key_is_made_on_first_use_private_and_is_the_same_ever_after()
    {
        using var folder = new TemporaryFolder();
        var path = folder["new/sub/identity.pem"];

        using var made = IdentityKey.LoadOrCreate(path);
        using var loaded = IdentityKey.LoadOrCreate(path);

        Assert.Equal(made.Fingerprint, loaded.Fingerprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder["new"]));
        Assert.Equal(["identity.pem", "identity.pem.lock"], Directory.GetFiles(folder["new/sub"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Many_first_uses_at_once_make_one_key()
    {
        using var folder = new TemporaryFolder();
        var fingerprints = new Fingerprint[16];
        using var start = new Barrier(fingerprints.Length);
        await Task.WhenAll(Enumerable.Range(0, fingerprints.Length).Select(i => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                using var key = IdentityKey.LoadOrCreate(folder["identity.pem"]);
                fingerprints[i] = key.Fingerprint;
            },
            TaskCreationOptions.LongRunning)));

        Assert.Single(fingerprints.Distinct());
        Assert.NotEqual(default, fingerprints[0]);
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused_with_the_cure()
    {
        using var folder = new TemporaryFolder();
        IdentityKey.LoadOrCreate(folder["identity.pem"]).Dispose();
        File.SetUnixFileMode(folder["identity.pem"], (UnixFileMode)0b110_100_000);

        var error = Assert.Throws<UserError>(() => IdentityKey.LoadOrCreate(folder["identity.pem"]));
        Assert.Equal(ExitCode.LocalFile, error.Code);
        Assert.Contains("chmod 600", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not PEM at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_damaged_key_is_named_and_never_replaced(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["identity.pem"], content);
        File.SetUnixFileMode(folder["identity.pem"], (UnixFileMode)0b110_000_000);

        var error = Assert.Throws<UserError>(() => IdentityKey.LoadOrCreate(folder["identity.pem"]));
        Assert.Equal(ExitCode.LocalFile, error.Code);
        Assert.Contains("damaged", error.Message);
        Assert.Equal(content, File.ReadAllText(folder["identity.pem"]));
    }

    [Fact]
    public async Task Loaded_keys_serve_both_ends_of_a_TLS_13_connection_and_each_sees_the_other()
    {
        using var folder = new TemporaryFolder();
        IdentityKey.LoadOrCreate(folder["server.pem"]).Dispose();
        IdentityKey.LoadOrCreate(folder["client.pem"]).Dispose();
        using var server = IdentityKey.LoadOrCreate(folder["server.pem"]);
        using var client = IdentityKey.LoadOrCreate(folder["client.pem"]);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var dialled = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync();
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await accepting;
        Fingerprint? seenByServer = null, seenByClient = null;
        await using var serverEnd = new SslStream(accepted.GetStream());
        await using var clientEnd = new SslStream(dialled.GetStream());

        await Task.WhenAll(
            serverEnd.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = server.CertificateContext,
                ClientCertificateRequired = true,
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seenByServer = Fingerprint.Of((X509Certificate2)certificate!);
                    return true;
                },
            }),
            clientEnd.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                ClientCertificateContext = client.CertificateContext,
                EnabledSslProtocols = SslProtocols.Tls13,
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seenByClient = Fingerprint.Of((X509Certificate2)certificate!);
                    return true;
                },
            }));

        Assert.Equal(client.Fingerprint, seenByServer);
        Assert.Equal(server.Fingerprint, seenByClient);
    }

    [Fact]
    public void The_authorities_of_the_machine_are_not_loaded()
    {
        IdentityKey.Create().Dispose();
        using var authorities = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        Assert.Empty(authorities.Certificates);
    }
}
