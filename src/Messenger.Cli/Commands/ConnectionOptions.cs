using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>The global options, checked.</summary>
/// <param name="Host">An address that can be parsed; null: not given.</param>
/// <param name="User">The name; null: not given.</param>
/// <param name="Fingerprint">The only key that is accepted; null: not given.</param>
internal sealed record ConnectionOptions(string? Host, string? User, Fingerprint? Fingerprint)
{
    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">One makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static ConnectionOptions Of(string? host, string? user, string? fingerprint)
    {
        if (host is not null)
            _ = ServerAddress.Parse(host);
        if (user is not null && string.IsNullOrWhiteSpace(user))
            throw new UserError(ExitCode.Usage, "--user is empty; give a name");
        if (fingerprint is null)
            return new(host, user, null);
        return Platform.Identity.Fingerprint.TryParse(fingerprint, out var parsed)
            ? new(host, user, parsed)
            : throw new UserError(ExitCode.Usage, $"--fingerprint {SafeText.Show(fingerprint)} is not a fingerprint; it is SHA256: and 43 characters, as the server prints it");
    }
}
