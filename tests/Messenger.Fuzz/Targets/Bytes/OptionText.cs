using System.Text;
using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>What people type behind <c>--impair</c>, <c>--limit-rate</c> and the sizes: read or refused in one sentence, never negative.</summary>
internal sealed class OptionText : FuzzTarget
{
    public override string Name => "option-text";

    public override int MostBytes => 160;

    public override IEnumerable<byte[]> Seeds =>
    [
        [.. "loss=5%,burst=8,delay=40ms,jitter=5ms,rate=20M,queue=256k,reorder=10%/30ms,dup=1%,corrupt=1%,mtu=1280,seed=7"u8],
        [.. "1.5M"u8], [.. "20G"u8], [.. "0"u8], [.. "9223372036854775807"u8],
    ];

    public override void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        BrokenRuleException.ThrowUnless(!ByteRate.TryParse(text, out long rate) || rate >= 0, "a rate is negative");
        BrokenRuleException.ThrowUnless(!ByteSize.TryParse(text, out long bytes) || bytes >= 0, "a size is negative");
        if (ByteSize.TryParse(text, out bytes))
            _ = ByteSize.Show(bytes);
        try
        {
            ImpairmentOptions options = ImpairmentText.Parse(text);
            _ = ImpairmentText.Parse(ImpairmentText.Show(options));
        }
        catch (UserError e)
        {
            BrokenRuleException.ThrowUnless(!e.Message.Any(char.IsControl), "the sentence can act on a terminal");
        }
    }
}
