using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Tests.Hosting;
using Messenger.Transfer.Rudp;

namespace Messenger.Server.Tests.Files;

/// <summary>AES is offered only where both processors have instructions for it: without them ChaCha20 is several times as fast.</summary>
public sealed class OfferCipherTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_without_aes_instructions_is_offered_chacha20(bool hasAes)
    {
        await using ServerFixture fixture = await ServerFixture.StartAsync();
        fixture.Directory.Write("files/file.txt");
        using IdentityKey key = IdentityKey.Create();
        await using WireClient ann = await fixture.ConnectAsync(key);
        await ann.LogInAsync("ann");

        await ann.SendAsync(new OpenDownload { RequestId = 1, Selections = ["file.txt"], Transports = TransferTransports.Tcp, HasAes = hasAes });
        TransferOffer offer = await ann.ReadAsync<TransferOffer>();
        Assert.Equal(hasAes && RudpTransfer.HasAes ? TransferCipher.Aes128Gcm : TransferCipher.ChaCha20Poly1305, offer.Cipher);
    }
}
