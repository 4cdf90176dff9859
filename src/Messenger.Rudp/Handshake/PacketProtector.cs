using System.Buffers.Binary;
using System.Security.Cryptography;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Handshake;

/// <summary>
/// One key of one direction: seals and opens whole datagrams in place (RUDP-KEY-1). All that knows the cipher is here, so that a faster
/// implementation changes this file alone.
/// </summary>
internal sealed class PacketProtector : IDisposable
{
    private const int NonceLength = 12;

    // After a forgery, so many seals in a row have to be sound before one is believed again without a look.
    private const int Wariness = 64;

    private readonly AesGcm? _aes;
    private readonly ChaCha20Poly1305? _chaCha;
    private readonly byte[] _iv;
    private int _wary;

    public PacketProtector(RudpCipher cipher, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        _iv = iv.ToArray();
        if (cipher == RudpCipher.Aes128Gcm)
            _aes = new AesGcm(key, PacketHeader.TagLength);
        else
            _chaCha = new ChaCha20Poly1305(key);
    }

    public static int KeyLength(RudpCipher cipher) => cipher == RudpCipher.Aes128Gcm ? 16 : 32;

    /// <summary>Seals what lies from <paramref name="payloadStart"/> up to the tag's room at the end of the datagram.</summary>
    public void Seal(PacketNumber number, Span<byte> datagram, int payloadStart)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(nonce, number);
        Encrypt(nonce, datagram[payloadStart..^PacketHeader.TagLength], datagram[^PacketHeader.TagLength..], datagram[..PacketHeader.AssociatedLength]);
    }

    /// <summary>Opens in place. False, with the payload destroyed, if the seal is not valid.</summary>
    public bool TryOpen(PacketNumber number, Span<byte> datagram, int payloadStart, out Span<byte> payload)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(nonce, number);
        payload = datagram[payloadStart..^PacketHeader.TagLength];
        var associated = datagram[..PacketHeader.AssociatedLength];
        var tag = datagram[^PacketHeader.TagLength..];
        if (_wary > 0 && !IsSealed(nonce, payload, tag, associated))
        {
            _wary = Wariness;
            return false;
        }

        try
        {
            if (_aes is not null)
                _aes.Decrypt(nonce, payload, tag, payload, associated);
            else
                _chaCha!.Decrypt(nonce, payload, tag, payload, associated);
            _wary = Math.Max(0, _wary - 1);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            _wary = Wariness;
            return false;
        }
    }

    public void Dispose()
    {
        _aes?.Dispose();
        _chaCha?.Dispose();
        CryptographicOperations.ZeroMemory(_iv);
    }

    /// <summary>
    /// Whether the tag is the one that belongs there. A forgery that is opened costs an exception; this way a flood of them costs two seals each. Both ciphers
    /// add a key stream: to seal what is sealed bares it, and to seal it again gives back what was there, and the tag.
    /// </summary>
    private bool IsSealed(ReadOnlySpan<byte> nonce, Span<byte> payload, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
    {
        Span<byte> expected = stackalloc byte[PacketHeader.TagLength];
        Encrypt(nonce, payload, expected, associated);
        Encrypt(nonce, payload, expected, associated);
        return CryptographicOperations.FixedTimeEquals(expected, tag);
    }

    private void Encrypt(ReadOnlySpan<byte> nonce, Span<byte> payload, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        if (_aes is not null)
            _aes.Encrypt(nonce, payload, payload, tag, associated);
        else
            _chaCha!.Encrypt(nonce, payload, payload, tag, associated);
    }

    /// <summary>RUDP-KEY-2: nonce = IV xor packet number, the number in the last 8 bytes, big endian, as TLS 1.3.</summary>
    private void WriteNonce(Span<byte> nonce, PacketNumber number)
    {
        _iv.CopyTo(nonce);
        var tail = nonce[4..];
        BinaryPrimitives.WriteInt64BigEndian(tail, BinaryPrimitives.ReadInt64BigEndian(tail) ^ number.Value);
    }
}
