using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Transfer;

namespace Messenger.Server.Files;

/// <summary>Tells the session that asked for a transfer how it ended, where its own end cannot know.</summary>
internal static class TransferReports
{
    public static void Tell(Offer offer, TransferResult result)
    {
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
