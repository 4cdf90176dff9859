using CsCheck;
using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Tests.Session;

public sealed class InvitationTests
{
    private static readonly string Key = new Fingerprint([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).ToString()["SHA256:".Length..];

    [Theory]
    [InlineData("msgr://host", "host:55000", null, false)]
    [InlineData("MSGR://Host:7/", "host:7", null, false)]
    [InlineData("msgr://host/ops?fp=KEY", "host:55000", "ops", true)]
    [InlineData("msgr://[fe80::1%eth0]:7/ops/", "[fe80::1%eth0]:7", "ops", false)]
    [InlineData("msgr://host?fp=SHA256:KEY&later=1", "host:55000", null, true)]
    [InlineData("msgr://host/%C3%BCber", "host:55000", "über", false)]
    [InlineData(" host:9 ", "host:9", null, false)]
    public void What_people_paste_is_read_and_written_the_same(string text, string server, string? room, bool key)
    {
        var invitation = Invitation.Parse(text.Replace("KEY", Key));
        Assert.Equal((server, room, key), (invitation.Server.ToString(), invitation.Room, invitation.Fingerprint is not null));
        Assert.Equal(invitation, Invitation.Parse(invitation.ToString()));
    }

    [Fact]
    public void A_secret_travels_in_an_invitation_whatever_is_in_it()
    {
        Assert.True(JoinSecret.TryParse("a&b=c? ünd/%41", out var secret));
        var invitation = Invitation.Parse($"msgr://host/ops?fp={Key}") with { Secret = secret };
        var read = Invitation.Parse(invitation.ToString());
        Assert.Equal((secret.Reveal(), "ops", true), (read.Secret!.Reveal(), read.Room, read.Fingerprint is not null));
        Assert.Equal(secret.Reveal(), Invitation.Parse((read with { Fingerprint = null }).ToString()).Secret!.Reveal());
        Assert.False(Invitation.TryParse("msgr://host?secret=short", out _, out _));
    }

    [Theory]
    [InlineData("msgr://")]
    [InlineData("msgr:///ops")]
    [InlineData("msgr://user@host")]
    [InlineData("msgr://host:0")]
    [InlineData("msgr://host/a/b")]
    [InlineData("msgr://host/a%2Fb")]
    [InlineData("msgr://host/%1B[2J")]
    [InlineData("msgr://host/%20")]
    [InlineData("msgr://host/%FF")]
    [InlineData("msgr://host?fp=")]
    [InlineData("msgr://host?fp=abc")]
    [InlineData("msgr://host?fp=KEY&fp=KEY")]
    [InlineData("msgr://host#x")]
    [InlineData("http://host")]
    public void What_is_no_invitation_is_refused_in_one_safe_sentence(string text)
    {
        var error = Assert.Throws<UserError>(() => Invitation.Parse(text.Replace("KEY", Key)));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public void A_long_one_is_refused_before_it_is_looked_at() =>
        Assert.Contains("longer than", Assert.Throws<UserError>(() => Invitation.Parse("msgr://" + new string('a', 100_000))).Message);

    [Fact]
    public void Any_text_is_read_or_refused_and_what_is_read_is_written_as_it_is_read()
    {
        var piece = Gen.OneOf(Gen.String, Gen.Int[0, 10].Select(i => ((string[])["msgr://", "host", ":", "7", "/", "ops", "?fp=", Key, "&", "%41", "%"])[i]));
        piece.Array[0, 8].Select(string.Concat).Sample(text =>
        {
            if (Invitation.TryParse(text, out var invitation, out var problem))
                Assert.Equal(invitation, Invitation.Parse(invitation.ToString()));
            else
                Assert.DoesNotContain(problem, char.IsControl);
        });
    }
}
