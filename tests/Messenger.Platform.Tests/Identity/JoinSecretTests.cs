using Messenger.Platform.Identity;

namespace Messenger.Platform.Tests.Identity;

/// <summary>CTL-TRUST-6: proved, bound to both keys, never sent.</summary>
public sealed class JoinSecretTests
{
    private static readonly Fingerprint Server = new(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly Fingerprint Client = new(Enumerable.Repeat((byte)2, 32).ToArray());

    [Fact]
    public void The_proof_is_what_the_protocol_says()
    {
        // Computed once with another implementation: python3's hashlib.pbkdf2_hmac and hmac.
        Assert.True(JoinSecret.TryParse("correct horse", out var secret));
        Assert.Equal(
            "593d78d509477b21da1106ebcb8cd08e1a6d66d4796047145e6c69d5f46fa85d",
            Convert.ToHexStringLower(JoinSecret.Proof(secret.KeyFor(Server), Client)));
    }

    [Fact]
    public void It_is_another_one_for_another_secret_server_or_client()
    {
        Assert.True(JoinSecret.TryParse("correct horse", out var secret));
        Assert.True(JoinSecret.TryParse("correct house", out var other));
        byte[][] proofs =
        [
            JoinSecret.Proof(secret.KeyFor(Server), Client), JoinSecret.Proof(secret.KeyFor(Client), Client),
            JoinSecret.Proof(secret.KeyFor(Server), Server), JoinSecret.Proof(other.KeyFor(Server), Client),
        ];
        Assert.Equal(4, proofs.Select(Convert.ToHexString).Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("with a\tcontrol character")]
    public void What_is_too_short_or_no_line_is_none(string text) => Assert.False(JoinSecret.TryParse(text, out _));

    [Fact]
    public void It_is_long_when_made_up_and_is_not_shown_by_accident()
    {
        var made = JoinSecret.Create();
        Assert.Equal(22, made.Reveal().Length);
        Assert.DoesNotContain(made.Reveal(), $"{made}");
        Assert.False(JoinSecret.TryParse(new string('x', 257), out _));
    }
}
