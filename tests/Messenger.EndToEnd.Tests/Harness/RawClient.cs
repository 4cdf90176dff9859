using System.Net;
using System.Net.Sockets;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Testing.Raw;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>A <see cref="RawSession"/> with a key of its own, for which nobody waits for ever.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly IdentityKey _key;
    private readonly RawSession _session;

    private RawClient(IdentityKey key, RawSession session) => (_key, _session) = (key, session);

    /// <summary>A socket to a server, TCP alone.</summary>
    /// <param name="server">The server.</param>
    /// <param name="from">The address of this machine that it comes from, so that it can be somebody else's.</param>
    /// <param name="receiveBuffer">Bytes that the kernel takes while nobody reads; 0: as many as it likes.</param>
    internal static Task<Socket> ConnectTcpAsync(TestServer server, string from = "127.0.0.1", int receiveBuffer = 0) =>
        RawSession.ConnectTcpAsync(PlaceOf(server), receiveBuffer, CancellationToken.None, IPAddress.Parse(from)).WaitAsync(Deadline.Ordinary);

    /// <summary>A stranger behind TLS, with a key of its own.</summary>
    internal static async Task<RawClient> ConnectAsync(TestServer server, string from = "127.0.0.1", int receiveBuffer = 0)
    {
        var key = IdentityKey.Create();
        try
        {
            return new RawClient(key, await RawSession.ConnectAsync(PlaceOf(server), key, CancellationToken.None, receiveBuffer, IPAddress.Parse(from)).WaitAsync(Deadline.Ordinary));
        }
        catch
        {
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

    internal Task SendAsync(params ClientFrame[] frames) => _session.SendAsync(frames, CancellationToken.None).WaitAsync(Deadline.Ordinary);

    internal Task SendBytesAsync(byte[] bytes) => _session.SendBytesAsync(bytes, CancellationToken.None).WaitAsync(Deadline.Ordinary);

    /// <summary>Sends a frame with any body.</summary>
    internal Task SendBodyAsync(byte[] body) => SendBytesAsync([.. BitConverter.GetBytes(body.Length), .. body]);

    /// <summary>The next frame; null at the end of the stream, however it ended.</summary>
    /// <param name="patience">How long it may be in coming; null: <see cref="Deadline.Ordinary"/>.</param>
    /// <param name="enough">Ends the waiting.</param>
    internal async Task<ServerFrame?> ReadAsync(TimeSpan? patience = null, CancellationToken enough = default)
    {
        try
        {
            return await _session.ReadAsync(enough).WaitAsync(patience ?? Deadline.Ordinary, CancellationToken.None);
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
        await _session.DisposeAsync();
        _key.Dispose();
    }

    private static IPEndPoint PlaceOf(TestServer server) => new(IPAddress.Loopback, server.Port);
}
