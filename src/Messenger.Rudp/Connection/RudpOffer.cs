namespace Messenger.Rudp;

/// <summary>The cipher that seals every datagram of a transfer, named in its offer.</summary>
public enum RudpCipher : byte
{
    /// <summary>AES-128-GCM: where both ends have AES instructions.</summary>
    Aes128Gcm = 0,

    /// <summary>ChaCha20-Poly1305: where one end lacks them.</summary>
    ChaCha20Poly1305 = 1,
}

/// <summary>
/// What both ends of a transfer know before its first datagram, handed over inside the control channel. It serves one connection; the
/// secret is never used twice.
/// </summary>
/// <param name="TransferId">64 random bits: the name of the transfer on the wire.</param>
/// <param name="Secret">32 fresh random bytes: the root of all keys. The engine copies what it needs when the connection is made.</param>
/// <param name="Cipher">The cipher of every datagram.</param>
public readonly record struct RudpOffer(ulong TransferId, ReadOnlyMemory<byte> Secret, RudpCipher Cipher)
{
    /// <summary>
    /// Acceptor only: the host (port ignored) from which the control connection comes. Datagrams from it count as validated, so the first
    /// window is not held to three times what was received (RUDP-PATH-2). The default value trusts nobody.
    /// </summary>
    public PathAddress ValidatedHost { get; init; }
}
