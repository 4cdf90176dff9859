using System.Security.Cryptography;

namespace Messenger.Rudp.Handshake;

/// <summary>
/// The keys of the data phases. Both directions change together: when one end turns the phase bit, the other follows with its next packet
/// (RUDP-KEY-4 to 7). The previous receive key lives on for a while, for packets that were overtaken; the next one exists before it is needed.
/// </summary>
internal sealed class DataKeys : IDisposable
{
    private readonly RudpCipher _cipher;
    private readonly long _packetsPerKey;
    private readonly byte[] _sendSecret;
    private readonly byte[] _receiveSecret;
    private PacketProtector _send;
    private PacketProtector _receive;
    private PacketProtector _nextReceive;
    private PacketProtector? _previousReceive;
    private PacketNumber _firstSent = PacketNumber.None;
    private PacketNumber _firstReceived = PacketNumber.None;
    private Timestamp _lastUpdate;
    private bool _confirmed;
    private long _sealed;
    private long _opened;

    /// <summary>Takes both traffic secrets over; they are overwritten with every update.</summary>
    public DataKeys(RudpCipher cipher, byte[] sendSecret, byte[] receiveSecret, long packetsPerKey, Timestamp now)
    {
        _cipher = cipher;
        _packetsPerKey = packetsPerKey;
        _sendSecret = sendSecret;
        _receiveSecret = receiveSecret;
        _lastUpdate = now;
        _send = KeyDerivation.Protector(cipher, sendSecret);
        _receive = KeyDerivation.Protector(cipher, receiveSecret);
        KeyDerivation.Advance(_receiveSecret);
        _nextReceive = KeyDerivation.Protector(cipher, _receiveSecret);
    }

    /// <summary>The phase bit of packets that are sent now.</summary>
    public bool Phase { get; private set; }

    /// <summary>Updates so far, ours and the peer's.</summary>
    public long Updates { get; private set; }

    /// <summary>RUDP-KEY-4: whether the hard limit of one of the keys was reached.</summary>
    public bool IsExhausted => _sealed >= Limits.MaxPacketsPerKey || _opened >= Limits.MaxPacketsPerKey;

    public bool HasPrevious => _previousReceive is not null;

    public void Seal(PacketNumber number, Span<byte> datagram, int payloadStart)
    {
        if (_firstSent.IsNone)
            _firstSent = number;
        _sealed++;
        _send.Seal(number, datagram, payloadStart);
    }

    /// <summary>Opens a packet with the key that its phase bit and its number point to; follows the peer into a new phase.</summary>
    public bool TryOpen(PacketNumber number, bool phase, Span<byte> datagram, int payloadStart, Timestamp now, out Span<byte> payload, out bool updated)
    {
        updated = false;
        if (phase == Phase)
        {
            if (!_receive.TryOpen(number, datagram, payloadStart, out payload))
                return false;
            _opened++;
            if (_firstReceived.IsNone || number < _firstReceived)
                _firstReceived = number;
            return true;
        }

        // RUDP-KEY-6: the other phase bit means the old key below the first packet of this phase, the next key above it.
        if (_firstReceived.IsNone || number < _firstReceived)
        {
            payload = default;
            return _previousReceive is not null && _previousReceive.TryOpen(number, datagram, payloadStart, out payload);
        }

        if (!_nextReceive.TryOpen(number, datagram, payloadStart, out payload))
            return false;
        Rotate(now);
        _firstReceived = number;
        _opened = 1;
        updated = true;
        return true;
    }

    /// <summary>RUDP-KEY-5: an update needs an acknowledged packet of the phase before it.</summary>
    public void OnAcknowledged(PacketNumber number) => _confirmed |= !_firstSent.IsNone && number >= _firstSent;

    /// <summary>RUDP-KEY-4: turns the phase when the key has sealed its share. Returns whether it did.</summary>
    public bool UpdateIfDue(Timestamp now, Duration minLifetime)
    {
        if (_sealed < _packetsPerKey || !_confirmed || now - _lastUpdate < minLifetime)
            return false;
        Rotate(now);
        return true;
    }

    /// <summary>RUDP-KEY-7: packets of the previous phase that are still on the way can be dropped.</summary>
    public void DiscardPrevious()
    {
        // Until the peer has followed, the previous key is the one that it still uses.
        if (_firstReceived.IsNone)
            return;
        _previousReceive?.Dispose();
        _previousReceive = null;
    }

    public void Dispose()
    {
        _send.Dispose();
        _receive.Dispose();
        _nextReceive.Dispose();
        _previousReceive?.Dispose();
        CryptographicOperations.ZeroMemory(_sendSecret);
        CryptographicOperations.ZeroMemory(_receiveSecret);
    }

    private void Rotate(Timestamp now)
    {
        KeyDerivation.Advance(_sendSecret);
        _send.Dispose();
        _send = KeyDerivation.Protector(_cipher, _sendSecret);
        _previousReceive?.Dispose();
        _previousReceive = _receive;
        _receive = _nextReceive;
        KeyDerivation.Advance(_receiveSecret);
        _nextReceive = KeyDerivation.Protector(_cipher, _receiveSecret);
        Phase = !Phase;
        Updates++;
        _firstSent = PacketNumber.None;
        _firstReceived = PacketNumber.None;
        _sealed = 0;
        _opened = 0;
        _confirmed = false;
        _lastUpdate = now;
    }
}
