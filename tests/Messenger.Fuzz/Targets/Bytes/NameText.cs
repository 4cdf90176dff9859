using System.Text;
using Messenger.Platform.Text;
using Messenger.Server.Chat.Names;
using Messenger.Transfer.Plan;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>Names of people, rooms and files, and text: an accepted name names itself, and nothing that is shown can act on a terminal.</summary>
internal sealed class NameText : FuzzTarget
{
    public override string Name => "names";

    public override int MostBytes => 192;

    public override IEnumerable<byte[]> Seeds =>
        [[.. "Alice"u8], [.. "\u0391\u03bbice"u8], [.. "\uff21lice_1.2-3"u8], [.. "e\u0301\u0327"u8], [.. "\u1100\u1161\u11a8"u8], [.. "a/../b\u202e.txt"u8], [.. "\u001b]0;x\u0007"u8]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (UserName.TryParse(text, out UserName? name, out _))
        {
            BrokenRuleException.ThrowUnless(UserName.TryParse(name.Display, out UserName? again, out _) && again.Key == name.Key && again.Skeleton == name.Skeleton, $"{name.Display} is not itself");
            BrokenRuleException.ThrowUnless(SafeText.Strip(name.Display) == name.Display, "a name has a character that acts");
        }

        if (RoomName.TryParse(text, out RoomName? room, out _))
            BrokenRuleException.ThrowUnless(RoomName.TryParse(room.Display, out RoomName? again, out _) && again.Key == room.Key, $"{room.Display} is not itself");
        string stripped = SafeText.Strip(text);
        BrokenRuleException.ThrowUnless(SafeText.Strip(stripped) == stripped, "stripping twice changes more");
        BrokenRuleException.ThrowUnless(!SafeText.Show(text).Any(char.IsControl) && !stripped.Any(char.IsControl), "shown text can act on a terminal");
        BrokenRuleException.ThrowUnless(RelativePath.IsSafe(text) == RelativePath.Fault(text) is null, "a path is safe and not");
    }
}
