using System.Buffers;
using System.Buffers.Binary;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Server.Tests;

/// <summary>The other end of a control channel, with nothing between a test and the bytes.</summary>
internal sealed class WireClient(Stream stream) : IAsyncDisposable
{
    // A safety net for a test that would hang; nothing is asserted about time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private uint _requestId;

    public Stream Stream => stream;

    public async Task SendAsync(ClientFrame frame) => await SendBytesAsync(ControlCodec.Encode(frame));

    public async Task SendBytesAsync(params byte[] bytes)
    {
        await stream.WriteAsync(bytes).AsTask().WaitAsync(Patience);
        await stream.FlushAsync();
    }

    /// <summary>Sends a frame with any body.</summary>
    public Task SendBodyAsync(params byte[] body)
    {
        byte[] frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame, 4);
        return SendBytesAsync(frame);
    }

    /// <summary>The next frame; null at the end of the stream.</summary>
    public async Task<ServerFrame?> ReadAsync()
    {
        byte[] prefix = new byte[4];
        if (await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false).AsTask().WaitAsync(Patience) < 4)
            return null;
        byte[] body = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
        await stream.ReadExactlyAsync(body).AsTask().WaitAsync(Patience);
        Assert.Equal(DecodeStatus.Ok, ControlCodec.Decode(new ReadOnlySequence<byte>(body), out ServerFrame? frame, out _));
        return frame;
    }

    /// <summary>The next frame of a kind; those before it are dropped.</summary>
    public async Task<T> ReadAsync<T>(Func<T, bool>? where = null)
        where T : ServerFrame
    {
        while (true)
        {
            ServerFrame? frame = await ReadAsync();
            Assert.True(frame is not null, $"The stream ended before {typeof(T).Name}.");
            Assert.True(frame is not Closing || frame is T, $"{frame}");
            if (frame is T wanted && where?.Invoke(wanted) != false)
                return wanted;
        }
    }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task<List<ServerFrame>> ReadToEndAsync()
    {
        List<ServerFrame> frames = [];
        try
        {
            while (await ReadAsync() is { } frame)
                frames.Add(frame);
        }
        catch (IOException)
        {
            // Torn down rather than closed: the end all the same.
        }

        return frames;
    }

    public async Task<LoggedIn> LogInAsync(string name, SessionPurpose purpose = SessionPurpose.Chat, byte[]? token = null)
    {
        await SendAsync(new Login { Name = name, Purpose = purpose, ResumeToken = token ?? [], Client = "wire" });
        return await ReadAsync<LoggedIn>();
    }

    public Task SayAsync(string text, string room = WireLimits.Lobby, Guid id = default) =>
        SendAsync(new PostMessage { RequestId = ++_requestId, Room = room, Text = text, ClientMessageId = id });

    public Task WhisperAsync(string to, string text) => SendAsync(new PostMessage { RequestId = ++_requestId, To = to, Text = text });

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
