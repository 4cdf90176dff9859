using Messenger.Cli.Chat;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>What can be done with files of this machine.</summary>
internal static class LocalDeeds
{
    private const TransferTransports Either = TransferTransports.Tcp | TransferTransports.Rudp;

    /// <summary>All that can be done.</summary>
    /// <param name="shown">The conversation that one comes from: who is in it can be sent files.</param>
    /// <param name="begin">Begins it.</param>
    public static IReadOnlyList<LocalDeed> Of(BufferKey shown, Action<ChatAction> begin) =>
    [
        .. Send(shown, begin),
        Put('p', "put it on the server by UDP, or by TCP where UDP is blocked", Either, begin),
        Put('u', "put it there by UDP alone", TransferTransports.Rudp, begin),
        Put('t', "put it there by TCP alone", TransferTransports.Tcp, begin),
    ];

    private static IEnumerable<LocalDeed> Send(BufferKey shown, Action<ChatAction> begin) => shown.Kind != BufferKind.Private ? [] :
    [
        new('s', $"send it to {SafeText.Show(shown.Name)} alone", paths => begin(new PutAction(paths, null, ExistingPolicy.Default, Either) { To = shown.Name })),
    ];

    private static LocalDeed Put(char key, string what, TransferTransports ways, Action<ChatAction> begin) =>
        new(key, what, paths => begin(new PutAction(paths, null, ExistingPolicy.Default, ways)));
}
