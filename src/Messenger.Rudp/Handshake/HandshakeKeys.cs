using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Handshake;

/// <summary>The end of the handshake: what both ends said becomes the data keys (RUDP-KEY-3).</summary>
internal static class HandshakeKeys
{
    public static DataKeys Derive(
        ulong transferId, RudpCipher cipher, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> nonces, in ParametersFrame initiator, in ParametersFrame acceptor,
        bool isInitiator, long packetsPerKey, Timestamp now)
    {
        Span<byte> initiatorBytes = stackalloc byte[ParametersFrame.Length];
        Span<byte> acceptorBytes = stackalloc byte[ParametersFrame.Length];
        Span<byte> transcript = stackalloc byte[32];
        initiator.Write(initiatorBytes);
        acceptor.Write(acceptorBytes);
        KeyDerivation.Transcript(transferId, cipher, nonces, initiatorBytes, acceptorBytes, transcript);
        byte[] send = new byte[KeyDerivation.TrafficSecretLength];
        byte[] receive = new byte[KeyDerivation.TrafficSecretLength];
        KeyDerivation.DataSecret(secret, nonces, transcript, isInitiator, send);
        KeyDerivation.DataSecret(secret, nonces, transcript, !isInitiator, receive);
        return new DataKeys(cipher, send, receive, packetsPerKey, now);
    }
}
