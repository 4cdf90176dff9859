using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Platform.Identity;

namespace Messenger.Client.Files;

/// <summary>
/// The data connection of an offer, made while the offer is still asked for: so the first byte comes one round trip or two earlier.
/// </summary>
internal sealed class DataConnection : IAsyncDisposable
{
    // A server gives a connection some seconds to say what it is for.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(4);

    private readonly ClientProfile _profile;
    private readonly Fingerprint _key;
    private readonly CancellationTokenSource _unwanted = new();
    private readonly long _began;
    private Task<SecureConnection>? _early;

    /// <summary>Begins to connect.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="key">The key of the control connection: the data comes from the same server or not at all.</param>
    public DataConnection(ClientProfile profile, Fingerprint key)
    {
        (_profile, _key, _began) = (profile, key, profile.Time.GetTimestamp());
        _early = ConnectAsync(_unwanted.Token);
    }

    /// <summary>The connection; a new one where the early one has waited for too long.</summary>
    /// <exception cref="Platform.UserError">There is none.</exception>
    public async Task<SecureConnection> TakeAsync(CancellationToken cancel)
    {
        if (_profile.Time.GetElapsedTime(_began) < Fresh)
        {
            var early = _early!;
            var connection = await early.WaitAsync(cancel).ConfigureAwait(false);
            _early = null;
            return connection;
        }

        return await ConnectAsync(cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _unwanted.CancelAsync().ConfigureAwait(false);
        if (_early is { } early)
        {
            await ((Task)early).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (early.IsCompletedSuccessfully)
                await early.Result.DisposeAsync().ConfigureAwait(false);
        }

        _unwanted.Dispose();
    }

    private Task<SecureConnection> ConnectAsync(CancellationToken cancel) =>
        _profile.Connector.ConnectAsync(_profile, WireLimits.DataProtocol, _key, cancel);
}
