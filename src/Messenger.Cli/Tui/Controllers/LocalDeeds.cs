using Messenger.Cli.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Files;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>What can be done with files of this machine.</summary>
internal static class LocalDeeds
{
    private const TransferTransports Either = TransferTransports.Tcp | TransferTransports.Rudp;

    /// <summary>All that can be done.</summary>
    /// <param name="begin">Begins it.</param>
    public static IReadOnlyList<LocalDeed> Of(Action<ChatAction> begin) =>
    [
        Put('p', "put it on the server, by UDP, or by TCP where UDP is blocked", Either, begin),
        Put('u', "put it there by UDP alone", TransferTransports.Rudp, begin),
        Put('t', "put it there by TCP alone", TransferTransports.Tcp, begin),
    ];

    private static LocalDeed Put(char key, string what, TransferTransports ways, Action<ChatAction> begin) =>
        new(key, what, paths => begin(new PutAction(paths, null, ExistingPolicy.Default, ways)));
}
