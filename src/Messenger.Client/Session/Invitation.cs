using System.Diagnostics.CodeAnalysis;
using System.Text;
using Messenger.Contracts;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;

namespace Messenger.Client.Session;

/// <summary>Where to come to, as it is handed to others: <c>msgr://host:port/room?fp=...</c>.</summary>
/// <param name="Server">The server.</param>
/// <param name="Room">The room that it leads to; null: the lobby.</param>
/// <param name="Fingerprint">The server's key; null: not said.</param>
public sealed record Invitation(ServerAddress Server, string? Room, Fingerprint? Fingerprint)
{
    /// <summary>What opens the server; null: not said.</summary>
    public JoinSecret? Secret { get; init; }

    private const string Scheme = "msgr://";
    private const string SecretMark = "secret=";

    // A host of 253 characters, a room of 128 bytes and a secret of 256 characters, each percent-encoded, fit with room to spare.
    private const int MaxLength = 2_048;

    /// <summary>Whether a text is meant to be an invitation, right or not.</summary>
    /// <param name="text">What a person gave.</param>
    public static bool IsMeant(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads an invitation, or a plain address, which invites to its lobby and says no key.</summary>
    /// <param name="text">What a person gave.</param>
    /// <exception cref="UserError">It is neither; <see cref="ExitCode.Usage"/>.</exception>
    public static Invitation Parse(string text) =>
        TryParse(text, out var invitation, out var problem) ? invitation : throw new UserError(ExitCode.Usage, problem);

    /// <summary>Reads an invitation or a plain address; see <see cref="Parse"/>.</summary>
    /// <param name="text">What a person gave.</param>
    /// <param name="invitation">The invitation, when true is returned.</param>
    /// <param name="problem">One sentence, when false is returned.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Invitation? invitation, [NotNullWhen(false)] out string? problem)
    {
        invitation = null;
        if (!IsMeant(text))
        {
            if (!ServerAddress.TryParse(text, out var plain, out problem))
                return false;
            invitation = new(plain, null, null);
            return true;
        }

        text = text.Trim();
        if (text.Length > MaxLength)
        {
            problem = $"the invitation is longer than {MaxLength} characters; ask for it again";
            return false;
        }

        var rest = text[Scheme.Length..];
        var query = Cut(ref rest, '?');
        var path = Cut(ref rest, '/');
        Fingerprint? fingerprint = null;
        string? room = null;
        JoinSecret? secret = null;
        if (!ServerAddress.TryParse(rest, out var server, out problem))
            return false;
        problem = ReadRoom(path, ref room) ?? ReadQuery(query, ref fingerprint, ref secret);
        if (problem is not null)
            return false;
        invitation = new(server, room, fingerprint) { Secret = secret };
        return true;
    }

    /// <summary>What <see cref="Parse"/> reads; the default port is left out.</summary>
    public override string ToString()
    {
        var address = Server.ToString();
        if (Server.Port == WireLimits.DefaultPort)
            address = address[..address.LastIndexOf(':')];
        var text = new StringBuilder(Scheme).Append(address);
        if (Room is not null)
            text.Append('/').Append(Uri.EscapeDataString(Room));
        if (Fingerprint is { } fingerprint)
            text.Append("?fp=").Append(fingerprint.ToString().AsSpan("SHA256:".Length));
        if (Secret is { } secret)
            text.Append(Fingerprint is null ? '?' : '&').Append(SecretMark).Append(Uri.EscapeDataString(secret.Reveal()));
        return text.ToString();
    }

    private static string? Cut(ref string text, char at)
    {
        var index = text.IndexOf(at);
        if (index < 0)
            return null;
        var behind = text[(index + 1)..];
        text = text[..index];
        return behind;
    }

    private static string? ReadRoom(string? path, ref string? room)
    {
        path = path?.TrimEnd('/');
        if (string.IsNullOrEmpty(path))
            return null;
        var name = Uri.UnescapeDataString(path);
        if (name.Any(c => char.IsAscii(c) ? !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.') : char.IsControl(c) || char.IsWhiteSpace(c) || c == '\ufffd') || Encoding.UTF8.GetByteCount(name) > WireLimits.NameBytes)
            return $"the invitation leads to {SafeText.Show(name)}, which is no name of a room; ask for it again";
        room = name;
        return null;
    }

    // What later versions say beside the key is passed over.
    private static string? ReadQuery(string? query, ref Fingerprint? fingerprint, ref JoinSecret? secret)
    {
        foreach (var part in (query ?? "").Split('&'))
        {
            if (part.StartsWith(SecretMark, StringComparison.Ordinal) && !JoinSecret.TryParse(Uri.UnescapeDataString(part[SecretMark.Length..]), out secret))
                return "the invitation's secret is none; copy the whole of it, or ask for it again";
            if (!part.StartsWith("fp=", StringComparison.Ordinal))
                continue;
            if (fingerprint is not null)
                return "the invitation names two keys; ask for it again";
            if (!Platform.Identity.Fingerprint.TryParse(Uri.UnescapeDataString(part[3..]), out var parsed))
                return $"the invitation's key {SafeText.Show(part[3..])} is no fingerprint; copy the whole of it, or ask for it again";
            fingerprint = parsed;
        }

        return null;
    }
}
