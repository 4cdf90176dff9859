using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Identity;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>The other end of a control channel with nothing between a test and the bytes: what a hostile program may do.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly IdentityKey _key;

    private RawClient(IdentityKey key, SslStream stream) => (_key, Stream) = (key, stream);

    /// <summary>The channel behind TLS.</summary>
    internal SslStream Stream { get; }

    /// <summary>A socket to a server, TCP alone.</summary>
    /// <param name="server">The server.</param>
    /// <param name="from">The address of this machine that it comes from, so that it can be somebody else's.</param>
    /// <param name="receiveBuffer">Bytes that the kernel takes while nobody reads, and little at the server's end too; 0: as many as it likes.</param>
    internal static async Task<Socket> ConnectTcpAsync(TestServer server, string from = "127.0.0.1", int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
            // TCP_MAXSEG: a kernel buffers ten segments for a peer that it does not know, and on loopback one is 64 KiB.
            socket.SetRawSocketOption(6, 2, BitConverter.GetBytes(536));
        }

        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port)).WaitAsync(Deadline.Ordinary);
        return socket;
    }

    /// <summary>A stranger behind TLS, with a key of its own.</summary>
    internal static async Task<RawClient> ConnectAsync(TestServer server, string from = "127.0.0.1", int receiveBuffer = 0)
    {
        var socket = await ConnectTcpAsync(server, from, receiveBuffer);
        var key = IdentityKey.Create();
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "msgr",
                EnabledSslProtocols = SslProtocols.Tls13,
                ApplicationProtocols = [new SslApplicationProtocol(WireLimits.ControlProtocol)],
                ClientCertificateContext = key.CertificateContext,
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
                AllowTlsResume = false,
            }).WaitAsync(Deadline.Ordinary);
            return new RawClient(key, stream);
        }
        catch
        {
            await stream.DisposeAsync();
            key.Dispose();
            throw;
        }
    }

    /// <summary>Somebody in the chat.</summary>
    internal static async Task<RawClient> EnterAsync(TestServer server, string name, string from = "127.0.0.1", int receiveBuffer = 0)
    {
        var client = await ConnectAsync(server, from, receiveBuffer);
        await client.SendAsync(new Login { Name = name, Purpose = SessionPurpose.Chat });
        await client.ReadAsync<LoggedIn>();
        await client.ReadAsync<RoomJoined>();
        return client;
    }

    internal Task SendAsync(params ClientFrame[] frames) => SendBytesAsync([.. frames.SelectMany(ControlCodec.Encode)]);

    internal Task SendBytesAsync(byte[] bytes) => Stream.WriteAsync(bytes).AsTask().WaitAsync(Deadline.Ordinary);

    /// <summary>Sends a frame with any body.</summary>
    internal Task SendBodyAsync(byte[] body) => SendBytesAsync([.. BitConverter.GetBytes(body.Length), .. body]);

    /// <summary>The next frame; null at the end of the stream, however it ended.</summary>
    /// <param name="patience">How long it may be in coming; null: <see cref="Deadline.Ordinary"/>.</param>
    internal async Task<ServerFrame?> ReadAsync(TimeSpan? patience = null)
    {
        try
        {
            var prefix = new byte[WireLimits.FramePrefix];
            if (await Stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false).AsTask().WaitAsync(patience ?? Deadline.Ordinary) < prefix.Length)
                return null;
            var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
            await Stream.ReadExactlyAsync(body).AsTask().WaitAsync(Deadline.Ordinary);
            Assert.Equal(DecodeStatus.Ok, ControlCodec.Decode(new ReadOnlySequence<byte>(body), out ServerFrame? frame, out _));
            return frame;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next frame of a kind; those before it are told to whoever wants to count them.</summary>
    internal async Task<T> ReadAsync<T>(Predicate<T>? matches = null, Action<ServerFrame>? passed = null)
        where T : ServerFrame
    {
        while (true)
        {
            var frame = await ReadAsync() ?? throw new InvalidOperationException($"The stream ended before {typeof(T).Name}.");
            if (frame is T wanted && matches?.Invoke(wanted) != false)
                return wanted;
            passed?.Invoke(frame);
            if (frame is ServerPing)
                await SendAsync(new ClientPong());
        }
    }

    /// <summary>Waits until the server has done all that was sent before.</summary>
    internal async Task SettleAsync(Action<ServerFrame>? passed = null)
    {
        const uint id = uint.MaxValue;
        await SendAsync(new ClientPing { RequestId = id });
        await ReadAsync<ServerPong>(pong => pong.RequestId == id, passed);
    }

    /// <summary>All frames up to the end of the stream.</summary>
    internal async Task<List<ServerFrame>> ReadToEndAsync()
    {
        var frames = new List<ServerFrame>();
        while (await ReadAsync() is { } frame)
            frames.Add(frame);
        return frames;
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        _key.Dispose();
    }
}
