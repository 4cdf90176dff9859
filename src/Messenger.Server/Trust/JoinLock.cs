using System.Security.Cryptography;
using Messenger.Platform.Identity;

namespace Messenger.Server.Trust;

/// <summary>The join secret as this server compares it (CTL-TRUST-6).</summary>
/// <param name="secret">The secret.</param>
/// <param name="server">The server's key.</param>
internal sealed class JoinLock(JoinSecret secret, Fingerprint server)
{
    private readonly byte[] _key = secret.KeyFor(server);

    /// <summary>Whether a proof is a client's; takes the same time whether it is or not.</summary>
    public bool Opens(ReadOnlySpan<byte> proof, Fingerprint client) => CryptographicOperations.FixedTimeEquals(proof, JoinSecret.Proof(_key, client));
}
