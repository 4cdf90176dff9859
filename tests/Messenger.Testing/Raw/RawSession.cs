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

namespace Messenger.Testing.Raw;

/// <summary>The client's end of a control channel with nothing between its user and the bytes: what a hostile program may do.</summary>
public sealed class RawSession : IAsyncDisposable
{
    private readonly SslStream _stream;
    private readonly SemaphoreSlim _writing = new(1, 1);

    private RawSession(SslStream stream) => _stream = stream;

    /// <summary>TCP alone.</summary>
    /// <param name="server">The server.</param>
    /// <param name="receiveBuffer">Bytes that the kernel takes while nobody reads, and little at the server's end too; 0: as many as it likes.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="from">The address of this machine that it comes from; null: any.</param>
    public static async Task<Socket> ConnectTcpAsync(IPEndPoint server, int receiveBuffer, CancellationToken cancel, IPAddress? from = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer > 0)
            {
                socket.ReceiveBufferSize = receiveBuffer;
                // TCP_MAXSEG: a kernel buffers ten segments for a peer that it does not know, and on loopback one is 64 KiB.
                socket.SetRawSocketOption(6, 2, BitConverter.GetBytes(536));
            }

            if (from is not null)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>TLS, and no word yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="identity">The client's key.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="receiveBuffer">As for <see cref="ConnectTcpAsync"/>.</param>
    /// <param name="from">As for <see cref="ConnectTcpAsync"/>.</param>
    public static async Task<RawSession> ConnectAsync(IPEndPoint server, IdentityKey identity, CancellationToken cancel, int receiveBuffer = 0, IPAddress? from = null)
    {
        Socket socket = await ConnectTcpAsync(server, receiveBuffer, cancel, from).ConfigureAwait(false);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "msgr",
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ApplicationProtocols = [new SslApplicationProtocol(WireLimits.ControlProtocol)],
                    ClientCertificateContext = identity.CertificateContext,
                    RemoteCertificateValidationCallback = static (_, _, _, _) => true,
                    AllowTlsResume = false,
                },
                cancel).ConfigureAwait(false);
            return new RawSession(stream);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Somebody in the chat.</summary>
    public static async Task<RawSession> EnterAsync(IPEndPoint server, IdentityKey identity, string name, CancellationToken cancel, int receiveBuffer = 0)
    {
        RawSession session = await ConnectAsync(server, identity, cancel, receiveBuffer).ConfigureAwait(false);
        try
        {
            await session.SendAsync([new Login { Name = name, Purpose = SessionPurpose.Chat, Client = "misfit" }], cancel).ConfigureAwait(false);
            await session.ReadUntilAsync(static frame => frame is RoomJoined, cancel).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends frames.</summary>
    public Task SendAsync(IEnumerable<ClientFrame> frames, CancellationToken cancel) => SendBytesAsync([.. frames.SelectMany(ControlCodec.Encode)], cancel);

    /// <summary>Sends any bytes.</summary>
    public async Task SendBytesAsync(byte[] bytes, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(bytes, cancel).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads, and says that it lives, until a frame has come that is waited for.</summary>
    /// <exception cref="IOException">The stream ended before.</exception>
    public async Task ReadUntilAsync(Predicate<ServerFrame> isLast, CancellationToken cancel)
    {
        while (await ReadAsync(cancel).ConfigureAwait(false) is { } frame)
        {
            if (frame is ServerPing)
                await SendAsync([new ClientPong()], cancel).ConfigureAwait(false);
            if (isLast(frame))
                return;
        }

        throw new IOException("the server hung up");
    }

    /// <summary>The next frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A server must not send what cannot be read.</exception>
    public async Task<ServerFrame?> ReadAsync(CancellationToken cancel)
    {
        byte[] prefix = new byte[WireLimits.FramePrefix];
        if (await _stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false) < prefix.Length)
            return null;
        byte[] body = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
        await _stream.ReadExactlyAsync(body, cancel).ConfigureAwait(false);
        return ControlCodec.Decode(new ReadOnlySequence<byte>(body), out ServerFrame? frame, out _) == DecodeStatus.Ok ? frame : throw new InvalidDataException("a frame of the server cannot be read");
    }

    /// <inheritdoc/>
    // The semaphore has nothing to free, and somebody may be writing.
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
