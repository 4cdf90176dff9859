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

    /// <summary>The same for files that are sent: the disk that is full is the server's.</summary>
    public static UserError OfUpload(TransferResult result)
    {
        var text = SafeText.Show(result.Sentence).TrimEnd('.');
        return result.Failure switch
        {
            TransferFailure.SourceChanged => new(ExitCode.Integrity, Or(text, "a file changed while it was sent") + "; run the same command again"),
            TransferFailure.SourceUnreadable => new(ExitCode.LocalFile, Or(text, "a file cannot be read")),
            TransferFailure.DiskFull => new(ExitCode.Partial, "the server's disk is full; what it has is kept for a while: run the same command again when there is room"),
            TransferFailure.LocalFile => new(ExitCode.Failure, Or(text, "the server cannot write its files; tell its keeper")),
            TransferFailure.Exists => new(ExitCode.Exists, Or(text, "another file has that name on the server; choose with --if-exists skip, rename or overwrite")),
            TransferFailure.Integrity => new(ExitCode.Integrity, "what arrived at the server is not what was sent, again and again; a disk or the memory of one of the two is damaged"),
            TransferFailure.Stall => new(ExitCode.Timeout, "the server took nothing for too long"),
            _ => ToError(result.Failure, result.Sentence),
        };
    }

    private static string Or(string sentence, string otherwise) => sentence.Length > 0 ? sentence : otherwise;
}
