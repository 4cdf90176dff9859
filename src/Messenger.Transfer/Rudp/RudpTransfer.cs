using Messenger.Rudp.Sockets;

namespace Messenger.Transfer.Rudp;

/// <summary>Drives one transfer over one RUDP connection. Never throws for what a peer, a link or a disk does.</summary>
public static class RudpTransfer
{
    /// <summary>This processor has AES instructions: where both ends have, datagrams are sealed with AES, else with ChaCha20.</summary>
    public static bool HasAes => System.Runtime.Intrinsics.X86.Aes.IsSupported || System.Runtime.Intrinsics.Arm.Aes.IsSupported;

    /// <summary>Sends until the transfer ends.</summary>
    /// <param name="driver">The UDP socket's driver.</param>
    /// <param name="rendezvous">What the control channel handed over.</param>
    /// <param name="sender">The sending end, used on the driver's thread until the task ends; disposed by the caller.</param>
    /// <param name="control">The steering wheel.</param>
    /// <param name="ct">Ends at once; the peer hears a sealed close.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    /// <exception cref="ArgumentException">The id is taken, or an option is outside its limits.</exception>
    public static Task<TransferResult> SendAsync(RudpDriver driver, RudpRendezvous rendezvous, TransferSender sender, TransferControl control, CancellationToken ct) =>
        new RudpTransferDriver(driver, rendezvous, sender, null, control).RunAsync(ct);

    /// <summary>Receives until the transfer ends and the files are in place.</summary>
    /// <param name="driver">The UDP socket's driver.</param>
    /// <param name="rendezvous">What the control channel handed over.</param>
    /// <param name="receiver">The receiving end, used on the driver's thread until the task ends; disposed by the caller.</param>
    /// <param name="control">The steering wheel.</param>
    /// <param name="ct">Ends at once; part and journal are kept.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    /// <exception cref="ArgumentException">The id is taken, or an option is outside its limits.</exception>
    public static Task<TransferResult> ReceiveAsync(RudpDriver driver, RudpRendezvous rendezvous, TransferReceiver receiver, TransferControl control, CancellationToken ct) =>
        new RudpTransferDriver(driver, rendezvous, null, receiver, control).RunAsync(ct);

    /// <summary>Receives into a stream until the transfer ends.</summary>
    /// <inheritdoc cref="ReceiveAsync(RudpDriver, RudpRendezvous, TransferReceiver, TransferControl, CancellationToken)"/>
    public static Task<TransferResult> ReceiveAsync(RudpDriver driver, RudpRendezvous rendezvous, StreamReceiver receiver, TransferControl control, CancellationToken ct) =>
        new RudpTransferDriver(driver, rendezvous, null, receiver, control).RunAsync(ct);
}
