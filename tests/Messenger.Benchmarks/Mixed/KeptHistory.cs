using Messenger.Client.Session;
using Messenger.Contracts.Chat;
using Messenger.Testing.Histories;

namespace Messenger.Benchmarks.Mixed;

/// <summary>All that the server keeps of a log, as one member may read it.</summary>
/// <param name="Log">The room, or the inbox by its owner's name.</param>
/// <param name="First">The number of the oldest message kept; where none is, the next one's.</param>
/// <param name="Messages">The messages, in the order of the pages.</param>
internal sealed record KeptHistory(string Log, long First, HeardMessage[] Messages)
{
    /// <summary>The number of the last message; 0 where there was none.</summary>
    internal long Last => Messages.Length > 0 ? Messages[^1].Number : First - 1;

    /// <summary>Reads all pages of a log.</summary>
    /// <param name="session">The reader.</param>
    /// <param name="asked">The log as the protocol calls it.</param>
    /// <param name="log">The log as it is called here.</param>
    internal static async Task<KeptHistory> ReadAsync(OneShotSession session, string asked, string log)
    {
        var messages = new List<HeardMessage>();
        (long first, ulong epoch) = (0, 0);
        while (true)
        {
            (long after, ulong known) = (messages.Count == 0 ? 0 : messages[^1].Number, epoch);
            HistoryPage page = await session.RequestAsync<HistoryPage>(
                id => new FetchHistory { RequestId = id, Log = asked, Epoch = known, After = after }, CancellationToken.None).ConfigureAwait(false);
            if (first == 0)
                (first, epoch) = (page.Oldest, page.Epoch);
            messages.AddRange(page.Messages.Select(m => HeardMessage.Of(m.Sequence, m.ClientMessageId, m.From, m.Text)));
            if (!page.More)
                return new(log, first, [.. messages]);
        }
    }
}
