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

    private readonly AesGcm? _aes;
    private readonly ChaCha20Poly1305? _chaCha;
    private readonly byte[] _iv;

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
        var associated = datagram[..PacketHeader.AssociatedLength];
        var payload = datagram[payloadStart..^PacketHeader.TagLength];
        var tag = datagram[^PacketHeader.TagLength..];
        if (_aes is not null)
            _aes.Encrypt(nonce, payload, payload, tag, associated);
        else
            _chaCha!.Encrypt(nonce, payload, payload, tag, associated);
    }

    /// <summary>Opens in place. False, with the payload destroyed, if the seal is not valid.</summary>
    public bool TryOpen(PacketNumber number, Span<byte> datagram, int payloadStart, out Span<byte> payload)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(nonce, number);
        payload = datagram[payloadStart..^PacketHeader.TagLength];
        var tag = datagram[^PacketHeader.TagLength..];
        try
        {
            if (_aes is not null)
                _aes.Decrypt(nonce, payload, tag, payload, datagram[..PacketHeader.AssociatedLength]);
            else
                _chaCha!.Decrypt(nonce, payload, tag, payload, datagram[..PacketHeader.AssociatedLength]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _aes?.Dispose();
        _chaCha?.Dispose();
        CryptographicOperations.ZeroMemory(_iv);
    }

    /// <summary>RUDP-KEY-2: nonce = IV xor packet number, the number in the last 8 bytes, big endian, as TLS 1.3.</summary>
    private void WriteNonce(Span<byte> nonce, PacketNumber number)
    {
        _iv.CopyTo(nonce);
        var tail = nonce[4..];
        BinaryPrimitives.WriteInt64BigEndian(tail, BinaryPrimitives.ReadInt64BigEndian(tail) ^ number.Value);
    }
}
