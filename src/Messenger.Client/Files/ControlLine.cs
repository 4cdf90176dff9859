using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Client.Files;

/// <summary>
/// The control connection of one transfer, across its sessions: made when it is needed, and again when it broke. The bytes go on without it meanwhile.
/// </summary>
/// <param name="profile">Who and where.</param>
internal sealed class ControlLine(ClientProfile profile) : IAsyncDisposable
{
    private OneShotSession? _session;

    /// <summary>Gets the frames that come unasked; set before the first session.</summary>
    public Action<ServerFrame>? OnFrame { get; set; }

    /// <summary>Done when the session that was there last is not.</summary>
    public Task Lost => _session?.Ended ?? Task.CompletedTask;

    /// <summary>A session is there, as far as is known.</summary>
    public bool IsUp => _session is { Ended.IsCompleted: false };

    /// <summary>The session that is there, or a new one.</summary>
    /// <exception cref="UserError">The server cannot be reached.</exception>
    public async Task<OneShotSession> GetAsync(CancellationToken cancel)
    {
        if (IsUp)
            return _session!;
        await DropAsync().ConfigureAwait(false);
        var session = await OneShotSession.OpenAsync(profile, cancel).ConfigureAwait(false);
        session.OnFrame = OnFrame;
        return _session = session;
    }

    /// <summary>Sends what has no answer, where anybody is there to hear it.</summary>
    public void Send(ClientFrame frame)
    {
        if (IsUp)
            _session!.Send(frame);
    }

    /// <summary>CTL-LIVE-3: the server was heard over UDP.</summary>
    public void OnLife() => _session?.OnLife();

    /// <summary>Ends the session: the next one is a new one.</summary>
    public async ValueTask DropAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        await session.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => DropAsync();
}
