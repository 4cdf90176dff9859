using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Platform.Identity;

namespace Messenger.Benchmarks.Chat;

/// <summary>One member of the room: a TLS connection that counts what it hears.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    // A member in so many looks at the times: enough for percentiles, and the load stays cheaper than the server.
    private const int LatencySample = 16;

    private readonly IChatDialect _dialect;
    private readonly IdentityKey? _identity;
    private readonly string _name;
    private readonly bool _looksAtTimes;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SslStream? _stream;
    private Task _reading = Task.CompletedTask;
    private byte[] _buffer = new byte[4_096];

    internal LoadClient(IChatDialect dialect, int number)
    {
        _dialect = dialect;
        _identity = dialect.NeedsCertificate ? IdentityKey.Create() : null;
        _name = $"u{number:D5}";
        _looksAtTimes = number % LatencySample == 0;
    }

    /// <summary>Messages heard so far.</summary>
    internal long Heard { get; private set; }

    /// <summary>Why it stopped hearing, or null.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Where the times go while messages are measured.</summary>
    internal LatencyLog? Latencies { get; set; }

    /// <summary>Connects, logs in and waits until it is in the room.</summary>
    internal async Task EnterAsync(IPEndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server).ConfigureAwait(false);
        _stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await _stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = _dialect.Protocol is { } protocol ? [new SslApplicationProtocol(protocol)] : null,
            ClientCertificateContext = _identity?.CertificateContext,
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        }).ConfigureAwait(false);
        _reading = ReadAsync(_stream);
        await WriteAsync(_dialect.Enter(_name)).ConfigureAwait(false);
        await _entered.Task.ConfigureAwait(false);
    }

    /// <summary>Says a text in the room.</summary>
    internal Task SayAsync(string text) => WriteAsync(_dialect.Say(text));

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _identity?.Dispose();
        _writing.Dispose();
    }

    private async Task WriteAsync(byte[] bytes)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await _stream!.WriteAsync(bytes).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync(SslStream stream)
    {
        try
        {
            int filled = 0;
            while (true)
            {
                if (filled == _buffer.Length)
                    Array.Resize(ref _buffer, 2 * _buffer.Length);
                int read = await stream.ReadAsync(_buffer.AsMemory(filled)).ConfigureAwait(false);
                if (read == 0)
                    throw new IOException($"the server hung up on {_name}");
                filled += read;
                int consumed = 0;
                while (_dialect.TryRead(_buffer.AsSpan(consumed, filled - consumed), out int length, out Received meaning))
                {
                    if (Take(_buffer.AsSpan(consumed, length), meaning) is { } answer)
                        await WriteAsync(answer).ConfigureAwait(false);
                    consumed += length;
                }

                _buffer.AsSpan(consumed, filled - consumed).CopyTo(_buffer);
                filled -= consumed;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Failure = e;
            _entered.TrySetException(e);
        }
    }

    private byte[]? Take(ReadOnlySpan<byte> unit, Received meaning)
    {
        switch (meaning)
        {
            case Received.Message:
                Heard++;
                if (_looksAtTimes && Latencies is { } latencies && Stamp.TryFind(unit, out long sentAt))
                    latencies.Add(sentAt);
                return null;
            case Received.Entered:
                _entered.TrySetResult();
                return null;
            case Received.Question:
                return _dialect.Answer(unit);
            case Received.Refused:
                throw new InvalidOperationException(_dialect.Explain(unit));
            default:
                return null;
        }
    }
}
