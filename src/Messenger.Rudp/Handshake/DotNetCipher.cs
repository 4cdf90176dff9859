using System.Security.Cryptography;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Handshake;

/// <summary>The same by .NET's own classes.</summary>
internal sealed class DotNetCipher : PacketCipher
{
    // After a forgery, so many seals in a row have to be sound before one is believed again without a look.
    private const int Wariness = 64;

    private readonly AesGcm? _aes;
    private readonly ChaCha20Poly1305? _chaCha;
    private int _wary;

    public DotNetCipher(RudpCipher cipher, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength(cipher));
        if (cipher == RudpCipher.Aes128Gcm)
            _aes = new AesGcm(key, PacketHeader.TagLength);
        else
            _chaCha = new ChaCha20Poly1305(key);
    }

    public override void Seal(ReadOnlySpan<byte> nonce, Span<byte> payload, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        if (_aes is not null)
            _aes.Encrypt(nonce, payload, payload, tag, associated);
        else
            _chaCha!.Encrypt(nonce, payload, payload, tag, associated);
    }

    public override bool TryOpen(ReadOnlySpan<byte> nonce, Span<byte> payload, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, PacketHeader.TagLength);
        if (_wary > 0 && !IsSealed(nonce, payload, tag, associated))
        {
            payload.Clear();
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

    public override void Dispose()
    {
        _aes?.Dispose();
        _chaCha?.Dispose();
    }

    /// <summary>
    /// Whether the tag is the one that belongs there. A forgery that is opened costs an exception; this way a flood of them costs two seals each. Both ciphers
    /// add a key stream: to seal what is sealed bares it, and to seal it again gives back what was there, and the tag.
    /// </summary>
    private bool IsSealed(ReadOnlySpan<byte> nonce, Span<byte> payload, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
    {
        Span<byte> expected = stackalloc byte[PacketHeader.TagLength];
        Seal(nonce, payload, expected, associated);
        Seal(nonce, payload, expected, associated);
        return CryptographicOperations.FixedTimeEquals(expected, tag);
    }
}
