using System.Security.Cryptography;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Handshake;

/// <summary>The initiator's half of the handshake (RUDP-HS-1 to 5): sends Initials, takes one Answer, gives the data keys.</summary>
internal sealed class InitiatorHandshake : IDisposable
{
    private const int NonceLength = Limits.HandshakeNonceLength;

    /// <summary>Initials whose time of sending is remembered: all that fit into the longest handshake limit.</summary>
    private const int Remembered = 64;

    private readonly ulong _transferId;
    private readonly RudpCipher _cipher;
    private readonly byte[] _secret;
    private readonly byte[] _nonces = new byte[2 * NonceLength];
    private readonly ParametersFrame _parameters;
    private readonly PacketProtector _send;
    private readonly PacketProtector _receive;
    private readonly Timestamp[] _sentAt = new Timestamp[Remembered];
    // RUDP-WIRE-4: the handshake has numbers of its own.
    private PacketNumber _next;

    public InitiatorHandshake(in RudpOffer offer, ParametersFrame parameters, IRandomSource random)
    {
        _transferId = offer.TransferId;
        _cipher = offer.Cipher;
        _secret = offer.Secret.ToArray();
        _parameters = parameters;
        random.Fill(_nonces.AsSpan(0, NonceLength));
        _send = KeyDerivation.Handshake(_cipher, _secret, _nonces.AsSpan(0, NonceLength), fromInitiator: true);
        _receive = KeyDerivation.Handshake(_cipher, _secret, _nonces.AsSpan(0, NonceLength), fromInitiator: false);
    }

    /// <summary>How long the Initial that goes out next waits for its Answer.</summary>
    public Duration Retry { get; set; } = Limits.HandshakeRetry;

    /// <summary>When the next Initial goes out.</summary>
    public Timestamp NextInitial { get; private set; }

    /// <summary>The acceptor's parameters, after an Answer.</summary>
    public ParametersFrame PeerParameters { get; private set; }

    /// <summary>
    /// Writes an Initial: always 1,200 bytes (RUDP-HS-1). The same nonce and parameters each time, under a new number, and the beginning of the message lane.
    /// </summary>
    public int WriteInitial(Timestamp now, Span<byte> buffer, ReadOnlySpan<byte> early)
    {
        const int PayloadStart = PacketHeader.Length + NonceLength;
        var datagram = buffer[..Limits.MinDatagramSize];
        datagram.Clear();
        new PacketHeader(PacketType.Initial, false, _transferId, _next).Write(datagram);
        _nonces.AsSpan(0, NonceLength).CopyTo(datagram[PacketHeader.Length..]);
        int position = PayloadStart + _parameters.Write(datagram[PayloadStart..]);
        // RUDP-HS-9: what is wanted is known with the first datagram.
        if (!early.IsEmpty)
            new MessageFrame(0, early).Write(datagram[position..^PacketHeader.TagLength]);
        _send.Seal(_next, datagram, PayloadStart);
        PacketHeader.WriteChecksum(datagram);
        _sentAt[_next.Value % Remembered] = now;
        _next = _next.Next;
        // RUDP-HS-5: half as long again each time, up to 1 s.
        NextInitial = now + Retry;
        Retry = Duration.Min(Retry * 3 / 2, Limits.MaxHandshakeRetry);
        return datagram.Length;
    }

    /// <summary>Takes an Answer. Null if its seal or its contents are not valid: then nothing has changed.</summary>
    public DataKeys? HandleAnswer(PacketNumber number, Span<byte> datagram, Timestamp now, long packetsPerKey, out Duration rtt)
    {
        rtt = default;
        if (!_receive.TryOpen(number, datagram, PacketHeader.Length, out var payload)
            || !AnswerFrame.TryRead(payload, out var answer)
            || !ParametersFrame.TryRead(payload[AnswerFrame.Length..], out var parameters)
            // RUDP-FRAME-3: nothing else has a place there.
            || payload[(AnswerFrame.Length + ParametersFrame.Length)..].ContainsAnyExcept((byte)FrameType.Padding))
            return null;
        PeerParameters = parameters;
        answer.ServerNonce.CopyTo(_nonces.AsSpan(NonceLength));
        var initial = answer.InitialNumber;
        if (initial.Value >= 0 && initial < _next && _next - initial <= Remembered)
            rtt = now - _sentAt[initial.Value % Remembered];
        return HandshakeKeys.Derive(
            _transferId, _cipher, _secret, _nonces, _parameters, parameters, isInitiator: true, packetsPerKey, now);
    }

    public void Dispose()
    {
        _send.Dispose();
        _receive.Dispose();
        CryptographicOperations.ZeroMemory(_secret);
    }
}
