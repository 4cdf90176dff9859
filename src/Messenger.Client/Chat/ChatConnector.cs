using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Client.Chat;

/// <summary>Connects a chat, again and again, until it is left or there is no way back.</summary>
internal sealed class ChatConnector
{
    // What a server may ask for at most before one comes back.
    private static readonly TimeSpan LongestAskedWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly ClientProfile _profile;
    private readonly ChatOptions _options;
    private readonly ChatCore _core;
    private readonly EventStream _events;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _wait = new();
    private CancellationToken _lasting;
    private TaskCompletionSource<ControlChannel> _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _offline = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ControlChannel? _channel;
    private Task _running = Task.CompletedTask;
    private int _attempt;

    public ChatConnector(ClientProfile profile, ChatOptions options, ChatCore core, EventStream events)
    {
        _profile = profile;
        _options = options;
        _core = core;
        _events = events;
        _backoff = new Backoff(options.BackoffBase, options.BackoffCap, profile.Random);
        _offline.SetResult();
    }

    public void Start() => _running = RunAsync();

    /// <summary>The channel, once the login is accepted.</summary>
    /// <exception cref="UserError">Not in time, or never any more.</exception>
    public async Task<ControlChannel> WhenOnlineAsync(CancellationToken cancel)
    {
        Task<ControlChannel> online;
        lock (_gate)
            online = _online.Task;
        try
        {
            return await online.WaitAsync(_profile.RequestTimeout, _profile.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new UserError(ExitCode.CannotConnect, $"there is no connection to {_profile.Server} now; try again later", e);
        }
    }

    /// <summary>Ends when there is no login, or <paramref name="cancel"/> says so; never fails.</summary>
    public Task WhenOfflineAsync(CancellationToken cancel)
    {
        lock (_gate)
            return _offline.Task.WaitAsync(cancel);
    }

    public void ReconnectNow()
    {
        lock (_gate)
            _wait.Cancel();
    }

    /// <summary>Does something under the model's lock after a while, unless the connection ends before.</summary>
    public void DoLater(TimeSpan after, Action act) => _ = DoLaterAsync(after, act, _lasting);

    /// <summary>Ends the session; a goodbye still leaves where there is a connection.</summary>
    public async Task StopAsync(Logout? goodbye)
    {
        ControlChannel? channel;
        lock (_gate)
            channel = _channel;
        if (goodbye is not null && channel is not null && !_stop.IsCancellationRequested)
        {
            channel.Close(goodbye);
            // The server closes when it has read the goodbye.
            await _ended.Task.WaitAsync(GoodbyeTime, _profile.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _events.Abandon();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        UserError? error = null;
        try
        {
            error = await ConnectUntilOverAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Left on purpose.
        }
        catch (Exception e)
        {
            // A defect of this program, not a wish to leave: it must not look like one.
            error = new UserError(ExitCode.Failure, $"the chat broke: {SafeText.Show(e.Message)}; start it again", e);
        }
        finally
        {
            SetOffline(error ?? ControlEnd.Here(_profile.Server).Error, forGood: true);
            _core.Close(error);
            _events.Complete();
            _ended.TrySetResult();
        }
    }

    private async Task<UserError?> ConnectUntilOverAsync()
    {
        while (true)
        {
            _attempt++;
            _core.Emit(new ConnectingEvent(_profile.Server, _attempt), ConnectionState.Connecting);
            UserError failure;
            var atLeast = TimeSpan.Zero;
            try
            {
                var connection = await _profile.Connector
                    .ConnectAsync(_profile, WireLimits.ControlProtocol, sameKey: null, _stop.Token).ConfigureAwait(false);
                var end = await RunConnectionAsync(connection).ConfigureAwait(false);
                if (end.Kind == ControlEndKind.Closed || _stop.IsCancellationRequested)
                    return null;
                if (!MayComeBack(end))
                    return end.Error;
                failure = end.Error;
                if (end.Goodbye is { ReconnectAfterMilliseconds: > 0 and var asked })
                    atLeast = TimeSpan.FromMilliseconds(Math.Min(asked, LongestAskedWait.TotalMilliseconds));
            }
            catch (UserError e)
            {
                if (!ConnectFailures.IsPassing(e) || !MayTryAgain)
                    return e;
                failure = e;
            }

            await WaitAsync(failure, atLeast).ConfigureAwait(false);
        }
    }

    private bool MayTryAgain => _core.WasOnline || _options.KeepTryingAtFirst;

    private bool MayComeBack(ControlEnd end) => end.Kind switch
    {
        ControlEndKind.Goodbye => end.Goodbye is { ReconnectAfterMilliseconds: >= 0, Reason: not (ClosingReason.Replaced or ClosingReason.Protocol) } && MayTryAgain,
        ControlEndKind.LoginRefused => Refusals.Of(end.Error) is { } code && Refusals.IsPassing(code) && MayTryAgain,
        ControlEndKind.Broken or ControlEndKind.Silent => MayTryAgain,
        _ => false,
    };

    private async Task<ControlEnd> RunConnectionAsync(SecureConnection connection)
    {
        var channel = new ControlChannel(connection.Stream, _profile.Server, _profile.Time) { RoundTripMeasured = _core.HandleRoundTrip };
        await using (channel.ConfigureAwait(false))
        {
            lock (_gate)
                _channel = channel;
            using var lasting = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            lock (_core.Model.Gate)
            {
                _core.Model.Count = connection.Count;
                _lasting = lasting.Token;
            }

            _core.Emit(new ConnectedEvent(connection.Server, connection.Encryption));
            await using var stopping = _stop.Token.Register(() => channel.Abort(ControlEnd.Here(_profile.Server))).ConfigureAwait(false);
            // A server that takes the connection and never answers the login is as good as none.
            using var late = new CancellationTokenSource(_profile.RequestTimeout, _profile.Time);
            await using var lateLogin = late.Token.Register(() =>
            {
                if (!IsOnline)
                    channel.Abort(ControlEnd.Silent(_profile.Server, _profile.RequestTimeout));
            }).ConfigureAwait(false);
            try
            {
                _core.Connect(channel, connection.Server.Fingerprint);
                return await channel.RunAsync(frame => Handle(channel, frame), _events.WaitForRoomAsync).ConfigureAwait(false);
            }
            finally
            {
                lock (_gate)
                    _channel = null;
                lock (_core.Model.Gate)
                    _core.Model.Count = null;
                SetOffline(error: null, forGood: false);
                await lasting.CancelAsync().ConfigureAwait(false);
                _core.Disconnect();
            }
        }
    }

    private void Handle(ControlChannel channel, ServerFrame frame)
    {
        if (_core.Handle(frame) is { } end)
            channel.Abort(end);
        else if (!IsOnline && _core.Model.State == ConnectionState.Online)
            SetOnline(channel);
    }

    private async Task WaitAsync(UserError failure, TimeSpan atLeast)
    {
        var wait = _backoff.Next(atLeast);
        CancellationTokenSource now;
        lock (_gate)
            now = _wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _core.Emit(new ReconnectingEvent(wait, _attempt + 1, failure.Message), ConnectionState.Waiting);
        try
        {
            await Task.Delay(wait, _profile.Time, now.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Somebody does not want to wait.
        }
    }

    private async Task DoLaterAsync(TimeSpan after, Action act, CancellationToken lasting)
    {
        try
        {
            await Task.Delay(after, _profile.Time, lasting).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_core.Model.Gate)
        {
            if (!lasting.IsCancellationRequested)
                act();
        }
    }

    private bool IsOnline
    {
        get
        {
            lock (_gate)
                return _online.Task.IsCompletedSuccessfully;
        }
    }

    private void SetOnline(ControlChannel channel)
    {
        _backoff.Reset();
        _attempt = 0;
        lock (_gate)
        {
            _offline = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _online.TrySetResult(channel);
        }
    }

    private void SetOffline(UserError? error, bool forGood)
    {
        lock (_gate)
        {
            if (_online.Task.IsCompletedSuccessfully)
                _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (forGood)
            {
                _online.TrySetException(error!);
                _ = _online.Task.Exception;
            }

            _offline.TrySetResult();
        }
    }
}
