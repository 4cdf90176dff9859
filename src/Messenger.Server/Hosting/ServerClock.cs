using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Files;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Files.Uploads;
using Messenger.Server.Storage;

namespace Messenger.Server.Hosting;

/// <summary>What happens in a server because time passes.</summary>
internal sealed class ServerClock(ChatGate gate, FileService files, UploadDesk? uploads, ParcelDesk? parcels, NameStore names, ChatLimits limits) : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RateInterval = TimeSpan.FromMilliseconds(500);

    // What is kept for days need not go to the minute.
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _running = RunAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        await SaveSeenAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(limits.PresenceInterval, gate.Time);
        TimeSpan nextSweep = gate.Uptime, nextRate = nextSweep, nextExpiry = nextSweep;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                using (ChatGate.Turn turn = gate.Enter())
                    turn.Community.HandleTimeout(turn.Now);
                if (gate.Uptime >= nextRate)
                {
                    nextRate = gate.Uptime + RateInterval;
                    files.DivideRate();
                    parcels?.TellProgress();
                }

                if (gate.Uptime < nextSweep)
                    continue;
                nextSweep = gate.Uptime + SweepInterval;
                gate.OnLife(files.Sweep(gate.IsConnected));
                await SaveSeenAsync().ConfigureAwait(false);
                await Task.Run(SweepParcelsAsync).ConfigureAwait(false);
                if (uploads is null || gate.Uptime < nextExpiry)
                    continue;
                nextExpiry = gate.Uptime + ExpiryInterval;
                await Task.Run(uploads.SweepAsync).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private Task SweepParcelsAsync() => parcels?.SweepAsync() ?? Task.CompletedTask;

    private Task SaveSeenAsync()
    {
        NameClaim[] seen;
        using (ChatGate.Turn turn = gate.Enter())
            seen = turn.Community.Names.TakeSeen();
        return seen.Length == 0 ? Task.CompletedTask : names.SaveSeenAsync(seen);
    }
}
