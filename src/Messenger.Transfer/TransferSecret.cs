using System.Security.Cryptography;

namespace Messenger.Transfer;

/// <summary>The 32 random bytes that an offer hands over for one connection.</summary>
public sealed class TransferSecret
{
    /// <summary>Bytes of a secret.</summary>
    public const int Length = 32;

    private const string TcpLabel = "msgr tcp data";
    private readonly byte[] _bytes;

    /// <summary>Takes a secret from an offer.</summary>
    /// <param name="bytes">32 bytes; copied.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public TransferSecret(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A transfer's secret has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        _bytes = bytes.ToArray();
    }

    /// <summary>The bytes, for the offer and for RUDP's own key schedule.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>A fresh one.</summary>
    public static TransferSecret Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>A fresh transfer id, never 0.</summary>
    public static ulong CreateId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ulong id;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            id = BitConverter.ToUInt64(bytes);
        }
        while (id == 0);
        return id;
    }

    /// <summary>The key for TCP alone: HKDF-SHA256 of the secret.</summary>
    internal byte[] TcpKey() => HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, Length, salt: null, info: System.Text.Encoding.ASCII.GetBytes(TcpLabel));
}
