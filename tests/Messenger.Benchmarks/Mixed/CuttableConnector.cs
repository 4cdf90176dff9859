using Messenger.Client.Session;
using Messenger.Platform.Identity;

namespace Messenger.Benchmarks.Mixed;

/// <summary>The real network, until somebody cuts the connection: without a goodbye, and for as long as they like.</summary>
internal sealed class CuttableConnector : IServerConnector
{
    private volatile CuttableStream? _stream;
    private volatile Task _repaired = Task.CompletedTask;

    public async Task<SecureConnection> ConnectAsync(ClientProfile profile, string protocol, Fingerprint? sameKey, CancellationToken cancel)
    {
        await _repaired.WaitAsync(cancel).ConfigureAwait(false);
        SecureConnection connection = await TlsConnector.Default.ConnectAsync(profile, protocol, sameKey, cancel).ConfigureAwait(false);
        var stream = new CuttableStream(connection.Stream);
        _stream = stream;
        return connection with { Stream = stream };
    }

    /// <summary>Cuts the connection; there is no other one before <paramref name="repaired"/> ends.</summary>
    internal async Task CutAsync(Task repaired)
    {
        _repaired = repaired;
        if (_stream is { } stream)
            await stream.CutAsync().ConfigureAwait(false);
    }
}
