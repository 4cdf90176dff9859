using System.Text;
using Messenger.Client.Session;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>An invitation that a person pasted: a sentence, or an invitation that reads the same when it is written.</summary>
internal sealed class InvitationText : FuzzTarget
{
    public override string Name => "invitation";

    public override IEnumerable<byte[]> Seeds =>
    [
        [.. "msgr://192.168.1.20:55000/room?fp=aAaTAbMh-YkaAMTfBdW1ekan_ypmq2K7c95bGKg4Isw"u8],
        [.. "msgr://[fe80::1%eth0]:7000/r%C3%A4ume?fp=x&y=z"u8],
        [.. "ship.local:5"u8],
    ];

    public override void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (!Invitation.TryParse(text, out Invitation? invitation, out string? problem))
        {
            BrokenRuleException.ThrowUnless(problem.Length > 0 && !problem.Any(char.IsControl), "the sentence can act on a terminal");
            return;
        }

        string written = invitation.ToString();
        BrokenRuleException.ThrowUnless(Invitation.TryParse(written, out Invitation? again, out string? fault), $"{written} cannot be read: {fault}");
        BrokenRuleException.ThrowUnless(again == invitation, $"{written} is read as something else");
    }
}
