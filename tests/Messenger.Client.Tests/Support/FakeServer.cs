using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Testing.Streams;

namespace Messenger.Client.Tests.Support;

/// <summary>A server in memory: hands out connections, each played by the test.</summary>
internal sealed class FakeServer : IServerConnector
{
    public static readonly Fingerprint Key = new(Enumerable.Repeat((byte)7, Fingerprint.Length).ToArray());

    private readonly Channel<FakeConnection> _control = Channel.CreateUnbounded<FakeConnection>();
    private readonly Channel<FakeConnection> _data = Channel.CreateUnbounded<FakeConnection>();

    /// <summary>What the next attempts to connect fail with; null: they succeed.</summary>
    public UserError? Unreachable { get; set; }

    public int Attempts { get; private set; }

    /// <summary>Where connections seem to go; null: nowhere on a network.</summary>
    public IPEndPoint? Remote { get; set; }

    public Task<SecureConnection> ConnectAsync(ClientProfile profile, string protocol, Fingerprint? sameKey, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Attempts++;
        if (Unreachable is { } error)
            throw error;
        var (client, server) = DuplexStream.CreatePair();
        (protocol == WireLimits.ControlProtocol ? _control : _data).Writer.TryWrite(new FakeConnection(server));
        return Task.FromResult(new SecureConnection(client, new ServerIdentity(profile.Server, Key, FirstContact: false), "TLS 1.3 test", Remote));
    }

    public Task<FakeConnection> AcceptAsync() => _control.Reader.ReadAsync().AsTask().Soon();

    public Task<FakeConnection> AcceptDataAsync() => _data.Reader.ReadAsync().AsTask().Soon();
}

/// <summary>The server's end of one connection.</summary>
internal sealed class FakeConnection(DuplexStream stream)
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    public Stream Stream => stream;

    /// <summary>The next frame, pings aside; null: the client closed.</summary>
    public async Task<ClientFrame?> ReadAnyAsync()
    {
        while (true)
        {
            var read = await _reader.ReadAsync().AsTask().Soon();
            var buffer = read.Buffer;
            var status = FrameReader.TryRead(ref buffer, WireLimits.FrameBytes, out var body);
            if (status == FrameStatus.Complete)
            {
                Assert.Equal(DecodeStatus.Ok, ControlCodec.Decode(body, out ClientFrame? frame, out _));
                _reader.AdvanceTo(buffer.Start);
                return frame;
            }

            Assert.Equal(FrameStatus.Incomplete, status);
            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    public async Task<T> ReadAsync<T>()
        where T : ClientFrame => Assert.IsType<T>(await ReadAnyAsync());

    public async Task SendAsync(params ServerFrame[] frames)
    {
        foreach (var frame in frames)
            await SendRawAsync(ControlCodec.Encode(frame));
    }

    public Task SendRawAsync(byte[] bytes) => stream.WriteAsync(bytes).AsTask().Soon();

    /// <summary>Takes the login and accepts it.</summary>
    public async Task<Login> AcceptLoginAsync(string? name = null, byte[]? token = null)
    {
        var login = await ReadAsync<Login>();
        await SendAsync(new Welcome { ServerName = "fake", IdleLimitMilliseconds = 30_000 }, new LoggedIn { Name = name ?? login.Name, ResumeToken = token ?? [1, 2, 3] });
        return login;
    }

    public void Drop() => stream.Dispose();
}
