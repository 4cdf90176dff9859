using System.Net.Security;
using Messenger.Contracts;
using Messenger.Platform.Identity;
using Messenger.Server.Control;
using Messenger.Testing.Streams;

namespace Messenger.Server.Tests.Control;

public sealed class TlsTicketsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Behind_the_first_handshake_no_ticket_is_sent()
    {
        using IdentityKey serverKey = IdentityKey.Create(), clientKey = IdentityKey.Create();
        SslServerAuthenticationOptions settings = TlsSettings.For(serverKey);
        (long first, bool isOff) = await HandshakeAsync(settings, clientKey);
        // Needs the development link to libssl where the tests run; the published file has it linked in.
        Assert.True(isOff || !File.Exists("/usr/lib/x86_64-linux-gnu/libssl.so"));
        (long second, _) = await HandshakeAsync(settings, clientKey);
        if (isOff)
            Assert.True(second < first - clientKey.Certificate.RawData.Length, $"{first} bytes of the server before, {second} after");
    }

    // What the server sends until it has heard and answered one byte.
    private static async Task<(long Bytes, bool IsOff)> HandshakeAsync(SslServerAuthenticationOptions settings, IdentityKey key)
    {
        (DuplexStream there, DuplexStream here) = DuplexStream.CreatePair();
        await using var server = new SslStream(there);
        await using var client = new SslStream(here);
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(settings),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "msgr",
                ApplicationProtocols = [new SslApplicationProtocol(WireLimits.ControlProtocol)],
                ClientCertificateContext = key.CertificateContext,
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            })).WaitAsync(Patience);
        bool isOff = TlsTickets.SendNone(server);
        await client.WriteAsync(new byte[1]);
        await server.ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Patience);
        await server.WriteAsync(new byte[1]);
        await client.ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Patience);
        return (there.BytesWritten, isOff);
    }
}
