using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Messenger.Platform.Identity;

/// <summary>
/// What makes another key the same person: 80 random bits that a person carries from one machine to the other. Like a <see cref="JoinSecret"/> it is proved
/// without being sent, to one server and by one key alone.
/// </summary>
public sealed class LinkCode
{
    /// <summary>Bytes of a proof: which code it is about, and that it is known.</summary>
    public const int ProofBytes = IdBytes + HMACSHA256.HashSizeInBytes;

    private const int IdBytes = sizeof(ulong);
    private const int CodeBytes = 10;
    private const int BitsPerCharacter = 5;
    private const int GroupLength = 4;

    // Crockford's: nothing in it is taken for something else, by eye or by ear.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly byte[] _code;

    private LinkCode(byte[] code) => _code = code;

    /// <summary>A new one.</summary>
    public static LinkCode Create() => new(RandomNumberGenerator.GetBytes(CodeBytes));

    /// <summary>Reads what a person typed: case, hyphens and blanks do not count, and O is 0, I and L are 1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="code">The code, when true is returned.</param>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LinkCode? code)
    {
        ArgumentNullException.ThrowIfNull(text);
        code = null;
        UInt128 value = 0;
        var count = 0;
        foreach (var typed in text)
        {
            if (typed is '-' or ' ')
                continue;
            var digit = DigitOf(char.ToUpperInvariant(typed));
            if (digit < 0 || ++count > CodeBytes * 8 / BitsPerCharacter)
                return false;
            value = (value << BitsPerCharacter) | (uint)digit;
        }

        if (count != CodeBytes * 8 / BitsPerCharacter)
            return false;
        Span<byte> wide = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(wide, value);
        code = new(wide[^CodeBytes..].ToArray());
        return true;
    }

    /// <summary>The code itself, in groups, for the person who carries it.</summary>
    public string Reveal()
    {
        Span<byte> wide = stackalloc byte[16];
        _code.CopyTo(wide[^CodeBytes..]);
        var value = BinaryPrimitives.ReadUInt128BigEndian(wide);
        var text = new List<char>();
        for (var shift = (CodeBytes * 8) - BitsPerCharacter; shift >= 0; shift -= BitsPerCharacter)
        {
            if (text.Count % (GroupLength + 1) == GroupLength)
                text.Add('-');
            text.Add(Alphabet[(int)((value >> shift) & 31)]);
        }

        return string.Concat(text);
    }

    /// <summary>Never the code: it may end up in a log.</summary>
    public override string ToString() => "(link code)";

    /// <summary>What a server keeps of it: a number to find it by, and the key of its proofs.</summary>
    /// <param name="server">The server's key.</param>
    public (ulong Id, byte[] Key) For(Fingerprint server)
    {
        byte[] name = server.ToArray();
        return (
            BinaryPrimitives.ReadUInt64LittleEndian(HMACSHA256.HashData(_code, (byte[])[.. "msgr link id"u8, .. name])),
            HMACSHA256.HashData(_code, (byte[])[.. "msgr link key"u8, .. name]));
    }

    /// <summary>The proof that a client gives.</summary>
    /// <param name="server">The server's key.</param>
    /// <param name="client">The client's key.</param>
    /// <returns><see cref="ProofBytes"/> bytes.</returns>
    public byte[] Proof(Fingerprint server, Fingerprint client)
    {
        var (id, key) = For(server);
        var proof = new byte[ProofBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(proof, id);
        Prove(key, client).CopyTo(proof.AsSpan(IdBytes));
        return proof;
    }

    /// <summary>Which code a proof is about.</summary>
    /// <param name="proof">Any bytes.</param>
    /// <param name="id">See <see cref="For"/>.</param>
    public static bool TryReadId(ReadOnlySpan<byte> proof, out ulong id)
    {
        id = proof.Length == ProofBytes ? BinaryPrimitives.ReadUInt64LittleEndian(proof) : 0;
        return proof.Length == ProofBytes;
    }

    /// <summary>Whether a proof is a client's; takes the same time whether it is or not.</summary>
    /// <param name="key">See <see cref="For"/>.</param>
    /// <param name="proof">Bytes of which <see cref="TryReadId"/> has read the number.</param>
    /// <param name="client">The client's key.</param>
    public static bool Opens(byte[] key, ReadOnlySpan<byte> proof, Fingerprint client) =>
        CryptographicOperations.FixedTimeEquals(proof[IdBytes..], Prove(key, client));

    private static byte[] Prove(byte[] key, Fingerprint client) => HMACSHA256.HashData(key, (byte[])[.. "msgr link proof"u8, .. client.ToArray()]);

    private static int DigitOf(char typed) => typed switch
    {
        'O' => 0,
        'I' or 'L' => 1,
        _ => Alphabet.IndexOf(typed, StringComparison.Ordinal),
    };
}
