using CsCheck;
using Messenger.Platform;
using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Transfer.Tests.Impairments;

public sealed class ImpairmentTextTests
{
    [Fact]
    public void All_parts_are_read_with_their_units()
    {
        var options = ImpairmentText.Parse("loss=5%,burst=8,delay=40ms,jitter=500us,rate=20M,queue=256k,reorder=10%/30ms,dup=1%,corrupt=0.5%,mtu=1280,seed=7");
        Assert.Equal(
            new ImpairmentOptions
            {
                Loss = 0.05,
                Burst = 8,
                Delay = Duration.FromMilliseconds(40),
                Jitter = Duration.FromMicroseconds(500),
                Rate = 20 * 1024 * 1024,
                Queue = 256 * 1024,
                Reorder = 0.1,
                ReorderDelay = Duration.FromMilliseconds(30),
                Duplicate = 0.01,
                Corrupt = 0.005,
                Mtu = 1280,
                Seed = 7,
            },
            options);
        Assert.Equal("loss=5%,burst=8,delay=40ms,jitter=0.5ms,rate=20M,queue=256k,reorder=10%/30ms,dup=1%,corrupt=0.5%,mtu=1280,seed=7", ImpairmentText.Show(options));
        Assert.Equal(1_500_000, ImpairmentText.Parse("rate=1500000").Rate);
        Assert.Equal(Duration.FromSeconds(1), ImpairmentText.Parse(" delay = 1s ").Delay);
    }

    [Theory]
    [InlineData("", "'' is nothing that --impair knows")]
    [InlineData("lost=5%", "'lost' is nothing that --impair knows; it takes loss, burst, delay")]
    [InlineData("loss", "--impair loss needs a value, as in loss=5%")]
    [InlineData("loss=5", "--impair loss=5 is not a percentage from 0% to 100%")]
    [InlineData("loss=101%", "--impair loss=101% is not a percentage")]
    [InlineData("loss=-1%", "--impair loss=-1% is not a percentage")]
    [InlineData("loss=5%,loss=6%", "--impair names loss twice")]
    [InlineData("burst=8", "--impair burst says how losses come; give loss, too")]
    [InlineData("delay=40", "--impair delay=40 is not a time up to 60s in us, ms or s, as in delay=40ms")]
    [InlineData("delay=61s", "is not a time up to 60s")]
    [InlineData("rate=999", "--impair rate=999 is not bits a second from 1000 up")]
    [InlineData("queue=1", "--impair queue=1 is not bytes from 1500")]
    [InlineData("reorder=10%/x", "--impair reorder=x is not a time")]
    [InlineData("mtu=67", "--impair mtu=67 is not bytes of an IP packet")]
    [InlineData("seed=-1", "--impair seed=-1 is not a whole number")]
    [InlineData("loss=\u001b[31m%", "\u001b", false)]
    public void What_makes_no_sense_is_said_exactly(string text, string sentence, bool contained = true)
    {
        var error = Assert.Throws<UserError>(() => ImpairmentText.Parse(text));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Equal(contained, error.Message.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_what_is_read_is_shown_as_it_is_read()
    {
        var part = Gen.Select(OneOf([.. ImpairmentText.Names, "x", ""]), OneOf("", "0", "1%", "5ms", "64k", "9e9", "1.5%/2ms", "1280", "=", "5%%", "∞", "7s"), (n, v) => $"{n}={v}");
        part.Array[0, 4].Select(parts => string.Join(',', parts)).Sample(text =>
        {
            try
            {
                var options = ImpairmentText.Parse(text);
                Assert.Equal(ImpairmentText.Show(options), ImpairmentText.Show(ImpairmentText.Parse(ImpairmentText.Show(options))));
            }
            catch (UserError error)
            {
                Assert.Equal(ExitCode.Usage, error.Code);
            }
        });
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
