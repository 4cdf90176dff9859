using System.Net.Sockets;
using System.Text.Json;
using Messenger.Platform.Files;
using Messenger.Platform.Text;
using Messenger.Server.Trust;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Hosting;

/// <summary>
/// The local door for whoever runs the server: a Unix socket in the data directory, for its owner alone. A connection is one act: a JSON array of words up to
/// the end of the stream, and an object back with <c>lines</c>, or with <c>code</c> and <c>error</c>.
/// </summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    /// <summary>Bytes of one request: more than the longest act.</summary>
    public const int RequestBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly OperatorDesk _desk;
    private readonly ILogger _log;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private ControlSocket(string path, OperatorDesk desk, ILogger log, Socket listener)
    {
        (_path, _desk, _log, _listener) = (path, desk, log, listener);
        _accepting = AcceptAsync();
    }

    /// <summary>Opens it; the data directory is held, so what lies there is left over from an end that was no end.</summary>
    /// <returns>Null where it cannot be opened; the log says why.</returns>
    public static ControlSocket? TryOpen(string path, OperatorDesk desk, ILogger log)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            // Nobody else reaches it before either: the directory is 0700.
            File.SetUnixFileMode(path, PrivateFile.Mode);
            listener.Listen(16);
            return new ControlSocket(path, desk, log, listener);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            listener.Dispose();
            log.ZLogWarning($"msgr-server ctl will not reach this server, for {SafeText.Show(path)} cannot be opened: {e.Message}");
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        File.Delete(_path);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket accepted = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(accepted);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                _log.ZLogWarning($"The socket of msgr-server ctl took no connection: {e.Message}");
                await Task.Delay(Patience / 10, _desk.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        using var limit = new CancellationTokenSource(Patience, _desk.Time);
        try
        {
            using var stream = new NetworkStream(accepted, ownsSocket: true);
            byte[] request = new byte[RequestBytes];
            int length = await stream.ReadAtLeastAsync(request, RequestBytes, throwOnEndOfStream: false, limit.Token).ConfigureAwait(false);
            ActAnswer answer = TryRead(request.AsMemory(0, length), out string[] words)
                ? await _desk.RunAsync(ActCaller.Keeper, words.FirstOrDefault("help"), words.Length > 1 ? words[1..] : []).ConfigureAwait(false)
                : ActAnswer.No(Contracts.Control.RefusalCode.BadRequest, "The request could not be read.");
            await stream.WriteAsync(Write(answer), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Who asked went away.
        }
        catch (Exception e)
        {
            _log.ZLogError(e, $"An act of msgr-server ctl failed.");
        }
    }

    private static bool TryRead(ReadOnlyMemory<byte> request, out string[] words)
    {
        words = [];
        try
        {
            using var json = JsonDocument.Parse(request);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
                return false;
            words = [.. json.RootElement.EnumerateArray().Select(word => word.GetString() ?? "")];
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static byte[] Write(ActAnswer answer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (answer.Refusal is { } refusal)
            {
                json.WriteNumber("code", (int)refusal.Code);
                json.WriteString("error", refusal.Sentence);
            }

            json.WriteStartArray("lines");
            foreach (string line in answer.Lines)
                json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
