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
    public static void Report(Offer offer, TransferResult result, ILogger log)
    {
        // An enum goes in as text: ZLogger formats enums by reflection, which a native program has not, and then writes half a line.
        string end = result.End.ToString();
        log.ZLogInformation($"Transfer {offer.Id:x16} ends: {end}, {result.Progress.MovedBytes} bytes moved in {result.Elapsed.TotalSeconds:0.000} s. {SafeText.Show(result.Sentence)}");
        if (result.End != TransferEnd.Completed && !result.ByPeer)
            offer.Notify(new TransferEnded { TransferId = offer.Id, Code = CodeOf(result.Failure), Sentence = result.Sentence });
    }

    private static RefusalCode CodeOf(TransferFailure failure) => failure switch
    {
        TransferFailure.SourceChanged => RefusalCode.SourceChanged,
        TransferFailure.SourceUnreadable => RefusalCode.ServerFault,
        _ => RefusalCode.Other,
    };
}
