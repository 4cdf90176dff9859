using Messenger.Platform.Identity;

namespace Messenger.Platform.Tests.Identity;

public sealed class LinkCodeTests
{
    private static readonly Fingerprint Server = KeyOf(1), Client = KeyOf(2);

    [Fact]
    public void What_is_typed_is_the_code_that_was_shown()
    {
        for (var i = 0; i < 100; i++)
        {
            var code = LinkCode.Create();
            var shown = code.Reveal();
            Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$", shown);
            foreach (var typed in (string[])[shown, shown.ToLowerInvariant(), shown.Replace("-", ""), $" {shown.Replace('-', ' ')} ", shown.Replace('0', 'o').Replace('1', 'l')])
            {
                Assert.True(LinkCode.TryParse(typed, out var read));
                Assert.Equal(code.Proof(Server, Client), read.Proof(Server, Client));
            }

            Assert.DoesNotContain(shown, code.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000-0000-0000-000")]
    [InlineData("0000-0000-0000-0000-0")]
    [InlineData("0000-0000-0000-000U")]
    [InlineData("0000-0000-0000-000\u0660")]
    public void What_is_no_code_is_refused(string text) => Assert.False(LinkCode.TryParse(text, out _));

    [Fact]
    public void The_proof_is_what_it_ever_was()
    {
        Assert.True(LinkCode.TryParse("0123-4567-89AB-CDEF", out var code));
        Assert.Equal("0123-4567-89AB-CDEF", code.Reveal());
        Assert.Equal(GoldenProof, Convert.ToHexStringLower(code.Proof(Server, Client)));
    }

    [Fact]
    public void A_proof_is_for_one_server_one_client_and_one_code()
    {
        var code = LinkCode.Create();
        var (id, key) = code.For(Server);
        var proof = code.Proof(Server, Client);
        Assert.Equal(LinkCode.ProofBytes, proof.Length);
        Assert.True(LinkCode.TryReadId(proof, out var read));
        Assert.Equal(id, read);
        Assert.True(LinkCode.Opens(key, proof, Client));
        Assert.False(LinkCode.Opens(key, proof, KeyOf(3)));
        Assert.False(LinkCode.Opens(key, code.Proof(KeyOf(3), Client), Client));
        Assert.False(LinkCode.Opens(key, LinkCode.Create().Proof(Server, Client), Client));
        Assert.False(LinkCode.TryReadId(proof.AsSpan(1), out _));
        proof[^1] ^= 1;
        Assert.False(LinkCode.Opens(key, proof, Client));
    }

    private const string GoldenProof = "0ada2ab6199745488dd2d136743297759c8d60cea12c8b2ac80d47bff38f9f0c9c3daa2ac2647188";

    private static Fingerprint KeyOf(byte number) => new([.. Enumerable.Repeat(number, Fingerprint.Length)]);
}
