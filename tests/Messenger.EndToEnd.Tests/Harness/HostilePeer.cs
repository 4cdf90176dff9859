using System.Net;
using System.Net.Sockets;
using Messenger.Contracts.Files;
using Messenger.Rudp;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Sockets;
using Messenger.Rudp.Wire;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>A client that was offered a transfer, has its keys, and sends sealed what it likes.</summary>
internal sealed class HostilePeer : IDisposable
{
    private readonly Socket _socket;
    private readonly ulong _id;
    private readonly DataKeys _keys;
    private readonly byte[] _buffer = new byte[65_536];
    private long _next;

    private HostilePeer(Socket socket, ulong id, DataKeys keys) => (_socket, _id, _keys) = (socket, id, keys);

    /// <summary>The highest number that has come from the server; -1: none yet.</summary>
    internal long Highest { get; private set; } = -1;

    /// <summary>Why the server has ended the transfer; null: it has not.</summary>
    internal RudpReason? End { get; private set; }

    /// <summary>Shakes hands as an honest client does.</summary>
    internal static async Task<HostilePeer> ConnectAsync(TestServer server, TransferOffer wire)
    {
        var offer = new RudpOffer(wire.TransferId, wire.Secret, wire.Cipher == TransferCipher.Aes128Gcm ? RudpCipher.Aes128Gcm : RudpCipher.ChaCha20Poly1305);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        using var handshake = new InitiatorHandshake(offer, ParametersFrame.From(new RudpOptions()), SystemRandomSource.Instance);
        var (initial, answer) = (new byte[Limits.MinDatagramSize], new byte[65_536]);
        // One receive at a time: a second one would wait while the first takes what it waits for.
        var received = socket.ReceiveAsync(answer);
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            Assert.True(patience.Elapsed < Deadline.Ordinary, "the server does not answer the handshake");
            // Again and again, as an honest client: the first one may come before the server expects it.
            await socket.SendAsync(initial.AsMemory(0, handshake.WriteInitial(MonotonicClock.Now, initial, [])));
            if (await Task.WhenAny(received, Task.Delay(250)) != received)
                continue;
            var datagram = answer.AsMemory(0, await received);
            if (PacketHeader.TryRead(datagram.Span, out var header) && header.Type == PacketType.Answer
                && handshake.HandleAnswer(header.Number, datagram.Span, MonotonicClock.Now, Limits.MaxPacketsPerKey, out _) is { } keys)
            {
                var peer = new HostilePeer(socket, offer.TransferId, keys);
                // Whoever answers the answer has shown where it is: from here on the server believes it.
                peer.Send([(byte)FrameType.Ping]);
                return peer;
            }

            received = socket.ReceiveAsync(answer);
        }
    }

    /// <summary>Sends frames, sealed as they should be.</summary>
    internal void Send(ReadOnlySpan<byte> frames)
    {
        Span<byte> datagram = new byte[PacketHeader.Overhead + frames.Length];
        var number = new PacketNumber(_next++);
        new PacketHeader(PacketType.Data, _keys.Phase, _id, number).Write(datagram);
        frames.CopyTo(datagram[PacketHeader.Length..]);
        _keys.Seal(number, datagram, PacketHeader.Length);
        PacketHeader.WriteChecksum(datagram);
        _socket.Send(datagram);
    }

    /// <summary>Acknowledges what it likes.</summary>
    /// <param name="ranges">Newest first.</param>
    internal void Acknowledge(params AckRange[] ranges)
    {
        Span<byte> frame = stackalloc byte[Limits.MaxAckFrameLength];
        Send(frame[..AckFrame.Write(frame, ranges, Duration.Zero)]);
    }

    /// <summary>Takes what has come.</summary>
    internal void Poll()
    {
        while (_socket.Available > 0)
        {
            var datagram = _buffer.AsSpan(0, _socket.Receive(_buffer));
            if (!PacketHeader.TryRead(datagram, out var header) || header.Type != PacketType.Data
                || !_keys.TryOpen(header.Number, header.Phase, datagram, PacketHeader.Length, MonotonicClock.Now, out var frames, out _))
                continue;
            Highest = Math.Max(Highest, header.Number.Value);
            if (CloseFrame.TryRead(frames, out var close, out _))
                End = close.Reason;
        }
    }

    /// <summary>Waits until something is so of what the server sends.</summary>
    internal async Task UntilAsync(Func<bool> holds, string otherwise)
    {
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            Poll();
            if (holds())
                return;
            Assert.True(patience.Elapsed < Deadline.Ordinary, otherwise);
        }
    }

    public void Dispose()
    {
        _keys.Dispose();
        _socket.Dispose();
    }
}
