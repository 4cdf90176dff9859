using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Transfer;

namespace Messenger.Client.Files;

/// <summary>How the end of one connection is meant: the one place where a transfer's failures become exit codes.</summary>
internal static class TransferEnds
{
    /// <summary>A new offer and another connection may do what this one could not.</summary>
    public static bool IsPassing(TransferFailure failure) =>
        failure is TransferFailure.Stall or TransferFailure.Disconnected or TransferFailure.NoSuchTransfer;

    public static UserError ToError(TransferFailure failure, string sentence)
    {
        var text = SafeText.Show(sentence).TrimEnd('.');
        return failure switch
        {
            TransferFailure.Protocol => new(ExitCode.Protocol, Or(text, "the server broke the protocol of transfers")),
            TransferFailure.SourceChanged => new(ExitCode.Integrity, Or(text, "the file changed on the server while it was sent") + "; run the same command again"),
            TransferFailure.SourceUnreadable => new(ExitCode.Failure, Or(text, "the server cannot read its file") + "; tell its keeper"),
            TransferFailure.Integrity => new(ExitCode.Integrity, Or(text, "what came is not what was promised")),
            TransferFailure.DiskFull => new(ExitCode.LocalFile, Or(text, "the disk is full; make room, and run the same command again")),
            TransferFailure.LocalFile => new(ExitCode.LocalFile, Or(text, "the files cannot be written")),
            TransferFailure.Exists => new(ExitCode.Exists, Or(text, "another file has that name; choose with --if-exists")),
            TransferFailure.Busy => new(ExitCode.LocalFile, Or(text, "another command fetches the same file")),
            TransferFailure.Stall => new(ExitCode.Timeout, Or(text, "nothing came from the server for too long")),
            TransferFailure.Unreachable => new(ExitCode.Timeout, Or(text, "no UDP datagram came back from the server; try --tcp")),
            TransferFailure.Disconnected => new(ExitCode.CannotConnect, Or(text, "the connection was lost")),
            TransferFailure.NoSuchTransfer => new(ExitCode.Failure, Or(text, "the server's offer expired")),
            _ => new(ExitCode.Failure, Or(text, "the transfer failed")),
        };
    }

    private static string Or(string sentence, string otherwise) => sentence.Length > 0 ? sentence : otherwise;
}
