using Messenger.Cli.Output;
using Messenger.Client.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>The transfers that run beside a chat, numbered as they began: what can be paused, let go on, bounded and ended.</summary>
internal sealed class RunningTransfers
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _running = [];
    private readonly List<Entry> _left = [];
    private int _last;

    /// <summary>Waits for the end of a transfer, which can be steered until then.</summary>
    /// <param name="transfer">It.</param>
    /// <param name="action">What it does.</param>
    /// <param name="leaving">The person leaves, and with that it is stopped.</param>
    public async Task<TransferOutcome> FollowAsync(ITransfer transfer, TransferAction action, CancellationToken leaving)
    {
        Entry entry;
        lock (_gate)
            _running.Add(entry = new(++_last, transfer, action));
        try
        {
            return await transfer.Completion;
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(entry);
                if (leaving.IsCancellationRequested)
                    _left.Add(entry);
            }
        }
    }

    /// <summary>Waits until those that were stopped as the person left have written down how far they are.</summary>
    /// <param name="cancel">Waits no longer.</param>
    /// <returns>A sentence for each, safe.</returns>
    public async Task<IReadOnlyList<string>> EndAsync(CancellationToken cancel)
    {
        Entry[] left;
        lock (_gate)
            left = [.. _left.Union(_running)];
        Task ended = Task.WhenAll(left.Select(entry => entry.Transfer.Completion));
        await ended.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return
        [
            .. from entry in left
               let outcome = entry.Transfer.Completion.IsCompletedSuccessfully ? entry.Transfer.Completion.Result : null
               where outcome?.Code != ExitCode.Done
               select TransferText.Left(SafeText.Show(entry.Action.What), outcome?.Progress ?? entry.Transfer.Progress, entry.Action.CommandLine),
        ];
    }

    /// <summary>Does something to a transfer, or to all.</summary>
    /// <param name="number">Of a transfer, 1 for the first of the session; null: all that run.</param>
    /// <param name="act">What; says whether that changed anything.</param>
    /// <returns>Those that it was done to.</returns>
    /// <exception cref="UserError">There is none.</exception>
    public IReadOnlyList<Steered> Each(int? number, Func<ITransfer, bool> act)
    {
        Entry[] chosen;
        lock (_gate)
            chosen = [.. _running.Where(entry => number is null || entry.Number == number)];
        if (chosen.Length == 0)
            throw new UserError(ExitCode.NotFound, number is null ? "no transfer is running" : $"there is no transfer {number} that is running");
        return [.. chosen.Select(entry => new Steered(entry.Number, act(entry.Transfer)))];
    }

    private sealed record Entry(int Number, ITransfer Transfer, TransferAction Action);
}
