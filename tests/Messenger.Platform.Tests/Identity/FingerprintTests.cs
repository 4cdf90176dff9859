using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using Messenger.Platform.Identity;

namespace Messenger.Platform.Tests.Identity;

public sealed class FingerprintTests
{
    [Fact]
    public void The_text_is_base64url_of_the_SHA256_of_the_public_key_info()
    {
        using var key = IdentityKey.Create();
        using var ecdsa = key.Certificate.GetECDsaPublicKey()!;
        var digest = SHA256.HashData(ecdsa.ExportSubjectPublicKeyInfo());
        var expected = "SHA256:" + Convert.ToBase64String(digest).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.Equal(expected, key.Fingerprint.ToString());
        Assert.Equal("SHA256:".Length + 43, expected.Length);
        Assert.Equal(digest, key.Fingerprint.ToArray());
    }

    [Fact]
    public void Every_fingerprint_survives_its_text_with_and_without_the_prefix() =>
        Gen.Byte.Array[Fingerprint.Length].Sample(digest =>
        {
            var fingerprint = new Fingerprint(digest);
            Assert.True(Fingerprint.TryParse(fingerprint.ToString(), out var parsed));
            Assert.True(Fingerprint.TryParse(fingerprint.ToString().AsSpan("SHA256:".Length), out var bare));
            Assert.Equal(fingerprint, parsed);
            Assert.Equal(fingerprint, bare);
            Assert.Equal(digest, parsed.ToArray());
        }, iter: 1_000, seed: "0000KOIPe036");

    [Theory]
    [InlineData("")]
    [InlineData("SHA256:")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("SHA256:++++++++++++++++++++++++++++++++++++++++++A")]
    [InlineData("sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("MD5:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Other_texts_are_refused(string text) => Assert.False(Fingerprint.TryParse(text, out _));

    [Fact]
    public void Other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Fingerprint(new byte[31]));
        Assert.Throws<ArgumentException>(() => new Fingerprint(new byte[33]));
    }

    [Fact]
    public void Two_keys_have_two_fingerprints()
    {
        using var one = IdentityKey.Create();
        using var two = IdentityKey.Create();
        Assert.NotEqual(one.Fingerprint, two.Fingerprint);
    }
}
