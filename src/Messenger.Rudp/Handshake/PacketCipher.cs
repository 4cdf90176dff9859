using System.Runtime.CompilerServices;

namespace Messenger.Rudp.Handshake;

/// <summary>
/// AES-128-GCM or ChaCha20-Poly1305 under one key (RUDP-KEY-1); nonce and associated data are the caller's. Each has a context that it writes to, so it serves
/// one thread at a time, as the engine that owns it does. One that is dropped without Dispose is freed, and its key overwritten, by the collector.
/// </summary>
internal abstract class PacketCipher : IDisposable
{
    public const int NonceLength = 12;

    /// <summary>libcrypto without .NET between: half the time and less for a packet. .NET's classes where no libcrypto is found, and to compare with.</summary>
    public static PacketCipher Create(RudpCipher cipher, ReadOnlySpan<byte> key) =>
        // False in a published file: there libcrypto is linked in, and the other way is left out.
        RuntimeFeature.IsDynamicCodeSupported && !Libcrypto.IsLoaded ? new DotNetCipher(cipher, key) : new EvpCipher(cipher, key);

    public static int KeyLength(RudpCipher cipher) => cipher == RudpCipher.Aes128Gcm ? 16 : 32;

    /// <summary>Seals the payload in place.</summary>
    /// <param name="nonce">12 bytes, never the same twice.</param>
    /// <param name="payload">0 bytes or more.</param>
    /// <param name="tag">Room for 16 bytes.</param>
    /// <param name="associated">What the seal covers beside the payload.</param>
    public abstract void Seal(ReadOnlySpan<byte> nonce, Span<byte> payload, Span<byte> tag, ReadOnlySpan<byte> associated);

    /// <summary>Opens the payload in place. False, with the payload destroyed, if the seal is not valid; that costs no exception and no memory.</summary>
    /// <param name="nonce">The 12 bytes under which it was sealed.</param>
    /// <param name="payload">0 bytes or more.</param>
    /// <param name="tag">16 bytes.</param>
    /// <param name="associated">What the seal covers beside the payload.</param>
    public abstract bool TryOpen(ReadOnlySpan<byte> nonce, Span<byte> payload, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated);

    /// <summary>Overwrites the key.</summary>
    public abstract void Dispose();
}
