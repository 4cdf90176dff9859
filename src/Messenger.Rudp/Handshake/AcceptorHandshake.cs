using System.Security.Cryptography;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Handshake;

/// <summary>
/// The acceptor's half of the handshake (RUDP-HS-1 to 5). Nothing is kept of an Initial that does not authenticate; the first that does
/// binds the offer to its nonce, and its repetitions get the same Answer.
/// </summary>
internal sealed class AcceptorHandshake : IDisposable
{
    private const int NonceLength = Limits.HandshakeNonceLength;

    private readonly ulong _transferId;
    private readonly RudpCipher _cipher;
    private readonly byte[] _secret;
    private readonly byte[] _nonces = new byte[2 * NonceLength];
    private readonly ParametersFrame _parameters;
    private PacketProtector? _send;
    private PacketProtector? _receive;
    private PacketNumber _answered = PacketNumber.None;
    private PacketNumber _next;

    public AcceptorHandshake(in RudpOffer offer, ParametersFrame parameters, IRandomSource random)
    {
        _transferId = offer.TransferId;
        _cipher = offer.Cipher;
        _secret = offer.Secret.ToArray();
        _parameters = parameters;
        random.Fill(_nonces.AsSpan(NonceLength));
    }

    /// <summary>Whether a new Initial waits for its Answer.</summary>
    public bool AnswerOwed { get; private set; }

    /// <summary>The initiator's parameters, after an Initial.</summary>
    public ParametersFrame PeerParameters { get; private set; }

    /// <summary>Takes an Initial. False, and nothing has changed, if it is too short, not sealed, of another nonce, or not newer than those before.</summary>
    /// <param name="number">The Initial's number.</param>
    /// <param name="datagram">The whole datagram; opened in place.</param>
    /// <param name="early">The beginning of the message lane (RUDP-HS-9); empty without one.</param>
    public bool TryHandleInitial(PacketNumber number, Span<byte> datagram, out MessageFrame early)
    {
        early = default;
        // RUDP-HS-2: less than 1,200 bytes would amplify; a number that is not the highest is a repetition by somebody else.
        if (datagram.Length < Limits.MinDatagramSize || number <= _answered)
            return false;
        var nonce = datagram.Slice(PacketHeader.Length, NonceLength);
        if (_receive is not null)
        {
            // RUDP-HS-4: one offer, one nonce.
            return nonce.SequenceEqual(_nonces.AsSpan(0, NonceLength)) && TryOpen(_receive, number, datagram, out early);
        }

        var receive = KeyDerivation.Handshake(_cipher, _secret, nonce, fromInitiator: true);
        if (!TryOpen(receive, number, datagram, out early))
        {
            receive.Dispose();
            return false;
        }

        nonce.CopyTo(_nonces);
        _receive = receive;
        _send = KeyDerivation.Handshake(_cipher, _secret, nonce, fromInitiator: false);
        return true;
    }

    /// <summary>The data keys, once an Initial was taken.</summary>
    public DataKeys DeriveKeys(long packetsPerKey, Timestamp now) => HandshakeKeys.Derive(
        _transferId, _cipher, _secret, _nonces, PeerParameters, _parameters, isInitiator: false, packetsPerKey, now);

    /// <summary>Writes the Answer to the newest Initial: always 1,200 bytes, and the same but for its number and the number that it answers.</summary>
    public int WriteAnswer(Span<byte> buffer)
    {
        var datagram = buffer[..Limits.MinDatagramSize];
        datagram.Clear();
        new PacketHeader(PacketType.Answer, false, _transferId, _next).Write(datagram);
        int position = PacketHeader.Length;
        position += new AnswerFrame(_nonces.AsSpan(NonceLength), _answered).Write(datagram[position..]);
        _parameters.Write(datagram[position..]);
        _send!.Seal(_next, datagram, PacketHeader.Length);
        PacketHeader.WriteChecksum(datagram);
        _next = _next.Next;
        AnswerOwed = false;
        return datagram.Length;
    }

    public void Dispose()
    {
        _send?.Dispose();
        _receive?.Dispose();
        CryptographicOperations.ZeroMemory(_secret);
    }

    private bool TryOpen(PacketProtector receive, PacketNumber number, Span<byte> datagram, out MessageFrame early)
    {
        early = default;
        if (!receive.TryOpen(number, datagram, PacketHeader.Length + NonceLength, out var payload)
            || !ParametersFrame.TryRead(payload, out var parameters)
            || _receive is not null && parameters != PeerParameters)
            return false;
        ReadOnlySpan<byte> rest = payload[ParametersFrame.Length..];
        if (MessageFrame.TryRead(rest, out early, out int length))
            rest = rest[length..];
        // RUDP-HS-9 and RUDP-FRAME-3: the beginning of the lane, no more than is allowed, and nothing else behind it.
        if (early.Offset != 0 || early.Bytes.Length > Limits.MaxEarlyMessage || rest.ContainsAnyExcept((byte)FrameType.Padding))
            return false;
        PeerParameters = parameters;
        _answered = number;
        AnswerOwed = true;
        return true;
    }
}
