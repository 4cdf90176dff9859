using System.Buffers.Binary;
using System.Security.Cryptography;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Handshake;

/// <summary>One key and IV of one direction: seals and opens whole datagrams in place (RUDP-KEY-1).</summary>
/// <param name="cipher">The cipher under the key; disposed with this.</param>
/// <param name="iv">12 bytes.</param>
internal sealed class PacketProtector(PacketCipher cipher, ReadOnlySpan<byte> iv) : IDisposable
{
    private readonly byte[] _iv = iv.ToArray();

    /// <summary>Seals what lies from <paramref name="payloadStart"/> up to the tag's room at the end of the datagram.</summary>
    public void Seal(PacketNumber number, Span<byte> datagram, int payloadStart)
    {
        Span<byte> nonce = stackalloc byte[PacketCipher.NonceLength];
        WriteNonce(nonce, number);
        cipher.Seal(nonce, datagram[payloadStart..^PacketHeader.TagLength], datagram[^PacketHeader.TagLength..], datagram[..PacketHeader.AssociatedLength]);
    }

    /// <summary>Opens in place. False, with the payload destroyed, if the seal is not valid.</summary>
    public bool TryOpen(PacketNumber number, Span<byte> datagram, int payloadStart, out Span<byte> payload)
    {
        Span<byte> nonce = stackalloc byte[PacketCipher.NonceLength];
        WriteNonce(nonce, number);
        payload = datagram[payloadStart..^PacketHeader.TagLength];
        return cipher.TryOpen(nonce, payload, datagram[^PacketHeader.TagLength..], datagram[..PacketHeader.AssociatedLength]);
    }

    public void Dispose()
    {
        cipher.Dispose();
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
