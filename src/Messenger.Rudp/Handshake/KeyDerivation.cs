using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Messenger.Rudp.Handshake;

/// <summary>How keys grow from the secret of the offer (RUDP-KEY-3): HKDF-SHA-256 with one label for each use, direction and phase.</summary>
internal static class KeyDerivation
{
    public const int TrafficSecretLength = 32;

    /// <summary>The key of the first two datagrams: from the secret and the client's nonce.</summary>
    public static PacketProtector Handshake(RudpCipher cipher, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> clientNonce, bool fromInitiator)
    {
        Span<byte> traffic = stackalloc byte[TrafficSecretLength];
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256, secret, traffic, clientNonce, fromInitiator ? "msgr rudp 1 handshake initiator"u8 : "msgr rudp 1 handshake acceptor"u8);
        return Protector(cipher, traffic);
    }

    /// <summary>The first traffic secret of a direction: from the secret, both nonces and the transcript of the handshake.</summary>
    public static void DataSecret(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> nonces, ReadOnlySpan<byte> transcript, bool fromInitiator, Span<byte> traffic)
    {
        var label = fromInitiator ? "msgr rudp 1 data initiator"u8 : "msgr rudp 1 data acceptor"u8;
        Span<byte> info = stackalloc byte[label.Length + transcript.Length];
        label.CopyTo(info);
        transcript.CopyTo(info[label.Length..]);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, traffic, nonces, info);
    }

    /// <summary>RUDP-KEY-3: the traffic secret of the next phase replaces that of this one, from which it cannot be found back.</summary>
    public static void Advance(Span<byte> traffic)
    {
        Span<byte> next = stackalloc byte[TrafficSecretLength];
        HKDF.Expand(HashAlgorithmName.SHA256, traffic, next, "msgr rudp 1 update"u8);
        next.CopyTo(traffic);
    }

    /// <summary>Key and IV of a traffic secret.</summary>
    public static PacketProtector Protector(RudpCipher cipher, ReadOnlySpan<byte> traffic)
    {
        Span<byte> key = stackalloc byte[PacketCipher.KeyLength(cipher)];
        Span<byte> iv = stackalloc byte[PacketCipher.NonceLength];
        HKDF.Expand(HashAlgorithmName.SHA256, traffic, key, "msgr rudp 1 key"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, traffic, iv, "msgr rudp 1 iv"u8);
        var protector = new PacketProtector(PacketCipher.Create(cipher, key), iv);
        CryptographicOperations.ZeroMemory(key);
        return protector;
    }

    /// <summary>RUDP-KEY-3: SHA-256 over what both ends said: id, cipher, both nonces, both PARAMETERS frames.</summary>
    public static void Transcript(
        ulong transferId, RudpCipher cipher, ReadOnlySpan<byte> nonces, ReadOnlySpan<byte> initiatorParameters, ReadOnlySpan<byte> acceptorParameters,
        Span<byte> transcript)
    {
        Span<byte> text = stackalloc byte[9 + nonces.Length + initiatorParameters.Length + acceptorParameters.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(text, transferId);
        text[8] = (byte)cipher;
        nonces.CopyTo(text[9..]);
        initiatorParameters.CopyTo(text[(9 + nonces.Length)..]);
        acceptorParameters.CopyTo(text[^acceptorParameters.Length..]);
        SHA256.HashData(text, transcript);
    }
}
