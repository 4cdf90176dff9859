using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Messenger.Transfer.Tcp;

/// <summary>Which way the bytes of a data connection go.</summary>
public enum TransferDirection : byte
{
    /// <summary>From the server to the client that connected.</summary>
    Download = 1,

    /// <summary>From the client that connected to the server.</summary>
    Upload = 2,
}

/// <summary>
/// The first 48 bytes of a data connection, sent by the client:
/// <c>'MSGD' | version u8 | direction u8 | 0 u16 | transfer id u64 (little endian) | HMAC-SHA256(TCP key, the 16 bytes before)</c>.
/// </summary>
public sealed class TcpDataOpening
{
    /// <summary>Bytes of an opening.</summary>
    public const int Length = HeadLength + HMACSHA256.HashSizeInBytes;

    private const int HeadLength = 16;
    private const byte Version = 1;
    private readonly byte[] _bytes;

    private TcpDataOpening(byte[] bytes) => _bytes = bytes;

    /// <summary>The transfer that the peer says it is for.</summary>
    public ulong TransferId => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(8));

    /// <summary>The way of the bytes that the peer says it is for.</summary>
    public TransferDirection Direction => (TransferDirection)_bytes[5];

    /// <summary>Makes an opening.</summary>
    /// <param name="transferId">The offer's id.</param>
    /// <param name="direction">The way of the bytes.</param>
    /// <param name="secret">The offer's secret.</param>
    public static TcpDataOpening Create(ulong transferId, TransferDirection direction, TransferSecret secret)
    {
        byte[] bytes = new byte[Length];
        "MSGD"u8.CopyTo(bytes);
        bytes[4] = Version;
        bytes[5] = (byte)direction;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), transferId);
        HMACSHA256.HashData(secret.TcpKey(), bytes.AsSpan(0, HeadLength), bytes.AsSpan(HeadLength));
        return new TcpDataOpening(bytes);
    }

    /// <summary>Sends it.</summary>
    /// <param name="stream">The data connection.</param>
    /// <param name="ct">Gives up.</param>
    public async ValueTask WriteAsync(Stream stream, CancellationToken ct)
    {
        await stream.WriteAsync(_bytes, ct).ConfigureAwait(false);
        await stream.FlushAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Receives one.</summary>
    /// <param name="stream">The data connection.</param>
    /// <param name="ct">Gives up: a stranger may send nothing.</param>
    /// <returns>Null: the stream ended early, or this is something else or another version.</returns>
    public static async ValueTask<TcpDataOpening?> ReadAsync(Stream stream, CancellationToken ct)
    {
        byte[] bytes = new byte[Length];
        if (await stream.ReadAtLeastAsync(bytes, Length, throwOnEndOfStream: false, ct).ConfigureAwait(false) < Length)
            return null;
        bool known = bytes.AsSpan(0, 4).SequenceEqual("MSGD"u8) && bytes[4] == Version
            && bytes[5] is (byte)TransferDirection.Download or (byte)TransferDirection.Upload && bytes[6] == 0 && bytes[7] == 0;
        return known ? new TcpDataOpening(bytes) : null;
    }

    /// <summary>Whether the peer knows the offer's secret; takes the same time whatever the answer.</summary>
    /// <param name="secret">The secret of the offer with this id.</param>
    public bool Verify(TransferSecret secret)
    {
        // TCP-1: in constant time.
        Span<byte> proof = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.TcpKey(), _bytes.AsSpan(0, HeadLength), proof);
        return CryptographicOperations.FixedTimeEquals(proof, _bytes.AsSpan(HeadLength));
    }
}
