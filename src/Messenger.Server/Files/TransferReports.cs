using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;
using Messenger.Transfer;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Files;

/// <summary>Says how a transfer ended: in the log, and to the session that asked for it where its own end cannot know.</summary>
internal static class TransferReports
{
    /// <summary>Writes it into the log.</summary>
    public static void Log(Offer offer, TransferResult result, ILogger log)
    {
        // An enum goes in as text: ZLogger formats enums by reflection, which a native program has not, and then writes half a line.
        string end = result.End.ToString();
        string why = result.Sentence.Length == 0 ? "" : " " + SafeText.Show(result.Sentence);
        log.ZLogInformation($"Transfer {offer.Id:x16} ends: {end}, {Plural.Of(result.Progress.MovedBytes, "byte")} moved in {result.Elapsed.TotalSeconds:0.000} s.{why}");
    }

    /// <summary>What the session hears of a transfer that did not end well at this end; null: nothing.</summary>
    public static ServerFrame? Of(ulong transferId, TransferResult result) =>
        result.End == TransferEnd.Completed || result.ByPeer ? null : new TransferEnded { TransferId = transferId, Code = CodeOf(result.Failure), Sentence = SentenceOf(result) };

    // CTL-ERR-4: where this server keeps its files is nobody's business.
    private static string SentenceOf(TransferResult result) => result.Failure switch
    {
        TransferFailure.DiskFull => "The server's disk is full; what came is kept for a while, so tell its keeper and run the same command again.",
        TransferFailure.LocalFile => "The server cannot write its files; its log says why.",
        _ => result.Sentence,
    };

    private static RefusalCode CodeOf(TransferFailure failure) => failure switch
    {
        TransferFailure.SourceChanged => RefusalCode.SourceChanged,
        TransferFailure.Exists => RefusalCode.Exists,
        TransferFailure.DiskFull => RefusalCode.NoRoom,
        TransferFailure.SourceUnreadable or TransferFailure.LocalFile => RefusalCode.ServerFault,
        _ => RefusalCode.Other,
    };
}
