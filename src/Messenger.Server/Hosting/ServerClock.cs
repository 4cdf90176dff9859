using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Files;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Files.Uploads;
using Messenger.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Messenger.Server.Hosting;

/// <summary>What happens in a server because time passes.</summary>
internal sealed class ServerClock : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RateInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan MemoryInterval = TimeSpan.FromSeconds(2);

    // What is kept for days need not go to the minute.
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(10);

    private readonly ChatGate _gate;
    private readonly NameStore _names;
    private readonly ILogger _log;
    private readonly Duty[] _duties;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>A clock that stands still.</summary>
    /// <param name="gate">The door to the chat.</param>
    /// <param name="names">Where it is kept when somebody was last seen.</param>
    /// <param name="files">Transfers.</param>
    /// <param name="uploads">What is put here; null: nothing is.</param>
    /// <param name="parcels">What is sent to one person; null: nothing is.</param>
    /// <param name="log">The log.</param>
    public ServerClock(ChatGate gate, NameStore names, FileService files, UploadDesk? uploads, ParcelDesk? parcels, ILogger log)
    {
        (_gate, _names, _log) = (gate, names, log);
        var memory = new BurstMemory(() => gate.SessionCount);
        _duties =
        [
            new("tell presence and end who is silent", TimeSpan.Zero, SettleChat),
            new("divide the rate", RateInterval, files.DivideRate),
            new("tell how far parcels are fetched", RateInterval, () => parcels?.TellProgress()),
            new("end what nobody waits for", SweepInterval, () => gate.OnLife(files.Sweep(gate.IsConnected))),
            new("keep when people were seen", SweepInterval, SaveSeenAsync),
            new("end parcels that nobody fetched", SweepInterval, () => Task.Run(() => parcels?.SweepAsync() ?? Task.CompletedTask)),
            new("give back memory", MemoryInterval, () => memory.Look(gate.Uptime)),
            new("remove uploads that nobody continues", ExpiryInterval, () => Task.Run(() => uploads?.SweepAsync() ?? Task.CompletedTask)),
        ];
    }

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
        using var timer = new PeriodicTimer(_gate.Limits.PresenceInterval, _gate.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                foreach (Duty duty in _duties)
                    await duty.RunAsync(_gate.Uptime, _log).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void SettleChat()
    {
        using ChatGate.Turn turn = _gate.Enter();
        turn.Community.HandleTimeout(turn.Now);
    }

    private Task SaveSeenAsync()
    {
        NameClaim[] seen;
        using (ChatGate.Turn turn = _gate.Enter())
            seen = turn.Community.Names.TakeSeen();
        return seen.Length == 0 ? Task.CompletedTask : _names.SaveSeenAsync(seen);
    }
}
