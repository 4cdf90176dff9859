using System.Security.Cryptography;
using System.Text;
using Messenger.Platform.Files;

namespace Messenger.Platform.Identity;

/// <summary>
/// What opens a server that lets in only those who know it. It is proved without being sent: the proof is bound to both keys that TLS has proved, so that
/// it is worth nothing to another server, to another client, or to whoever recorded it.
/// </summary>
public sealed class JoinSecret
{
    /// <summary>Bytes of a proof.</summary>
    public const int ProofBytes = 32;

    /// <summary>Characters that it has at least; what a server makes up itself has 22.</summary>
    public const int Shortest = 8;

    private const int Longest = 256;

    // A server that poses as another could try words at home: each costs this many hashes.
    private const int Rounds = 20_000;

    private readonly string _text;

    private JoinSecret(string text) => _text = text;

    /// <summary>One that nobody guesses: 128 random bits.</summary>
    public static JoinSecret Create() => new(System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Reads what a person gave: a line of 8 to 256 characters.</summary>
    /// <param name="text">The text; blanks around it do not count.</param>
    /// <param name="secret">The secret, when true is returned.</param>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JoinSecret? secret)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim().Normalize(NormalizationForm.FormC);
        secret = text.Length is >= Shortest and <= Longest && !text.Any(char.IsControl) ? new JoinSecret(text) : null;
        return secret is not null;
    }

    /// <summary>Reads the first line of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserError">It cannot be read, or holds none.</exception>
    public static JoinSecret ReadFile(string path)
    {
        var line = FirstLine.Read(path, Longest + 2, "the secret");
        return TryParse(line, out var secret)
            ? secret
            : throw new UserError(ExitCode.Usage, $"the first line of {Messenger.Platform.Text.SafeText.Show(path)} is no secret; it has {Shortest} to {Longest} characters");
    }

    /// <summary>The secret itself, for the file or the invitation that hands it on.</summary>
    public string Reveal() => _text;

    /// <summary>Never the secret: it may end up in a log.</summary>
    public override string ToString() => "(secret)";

    /// <summary>What the secret is to one server; takes some milliseconds.</summary>
    /// <param name="server">The server's key.</param>
    public byte[] KeyFor(Fingerprint server) => Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(_text), (byte[])[.. "msgr join"u8, .. server.ToArray()], Rounds, HashAlgorithmName.SHA256, ProofBytes);

    /// <summary>The proof that a client gives.</summary>
    /// <param name="key">See <see cref="KeyFor"/>.</param>
    /// <param name="client">The client's key.</param>
    public static byte[] Proof(byte[] key, Fingerprint client) => HMACSHA256.HashData(key, (byte[])[.. "msgr join proof"u8, .. client.ToArray()]);
}
