using System.Net.Security;
using Messenger.Contracts;
using Messenger.Platform.Identity;
using Messenger.Server.Control;
using Messenger.Testing.Streams;

namespace Messenger.Server.Tests.Control;

public sealed class TlsMemoryTests
{
    [Fact]
    public async Task OpenSSL_can_be_told_to_give_buffers_back_and_the_connection_goes_on()
    {
        using IdentityKey serverKey = IdentityKey.Create(), clientKey = IdentityKey.Create();
        (DuplexStream there, DuplexStream here) = DuplexStream.CreatePair();
        await using var server = new SslStream(there);
        await using var client = new SslStream(here);
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(TlsSettings.For(serverKey)),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "msgr",
                ApplicationProtocols = [new SslApplicationProtocol(WireLimits.ControlProtocol)],
                ClientCertificateContext = clientKey.CertificateContext,
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            })).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(PeerKey.TryRead(server.RemoteCertificate, out Fingerprint peer));
        Assert.Equal(clientKey.Fingerprint, peer);

        // Needs the development link to libssl where the tests run; the published file has it linked in.
        bool released = TlsMemory.ReleaseWhenIdle(server);
        Assert.True(released || !File.Exists("/usr/lib/x86_64-linux-gnu/libssl.so"));
        for (int i = 0; i < 10; i++)
        {
            byte[] sent = [.. Enumerable.Range(0, 20_000).Select(n => (byte)(n * i))], received = new byte[sent.Length];
            await server.WriteAsync(sent);
            await client.ReadExactlyAsync(received).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(sent, received);
            await client.WriteAsync(sent);
            await server.ReadExactlyAsync(received).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(sent, received);
            // Between two writes, while the other way is at rest or not.
            Assert.Equal(released, TlsMemory.DropWriteBuffer(server));
        }
    }
}
