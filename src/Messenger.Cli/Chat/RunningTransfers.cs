using Messenger.Client.Files;
using Messenger.Platform;

namespace Messenger.Cli.Chat;

/// <summary>The transfers that run beside a chat, numbered as they began: what can be paused, let go on, bounded and ended.</summary>
internal sealed class RunningTransfers
{
    private readonly Lock _gate = new();
    private readonly List<(int Number, ITransfer Transfer)> _running = [];
    private int _last;

    /// <summary>Waits for the end of a transfer, which can be steered until then.</summary>
    public async Task<TransferOutcome> FollowAsync(ITransfer transfer)
    {
        (int Number, ITransfer) entry;
        lock (_gate)
            _running.Add(entry = (++_last, transfer));
        try
        {
            return await transfer.Completion;
        }
        finally
        {
            lock (_gate)
                _running.Remove(entry);
        }
    }

    /// <summary>Does something to a transfer, or to all.</summary>
    /// <param name="number">Of a transfer, 1 for the first of the session; null: all that run.</param>
    /// <param name="act">What.</param>
    /// <exception cref="UserError">There is none.</exception>
    public void Each(int? number, Action<ITransfer> act)
    {
        ITransfer[] chosen;
        lock (_gate)
            chosen = [.. _running.Where(entry => number is null || entry.Number == number).Select(entry => entry.Transfer)];
        if (chosen.Length == 0)
            throw new UserError(ExitCode.NotFound, number is null ? "no transfer is running" : $"there is no transfer {number} that is running");
        foreach (var transfer in chosen)
            act(transfer);
    }
}
