using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Cli.Commands;

/// <summary>The global options, checked.</summary>
/// <param name="Host">An address or invitation that can be parsed; null: not given.</param>
/// <param name="User">The name; null: not given.</param>
/// <param name="Fingerprint">The only key that is accepted; null: not given.</param>
internal sealed record ConnectionOptions(string? Host, string? User, Fingerprint? Fingerprint)
{
    /// <summary>The room that an invitation in <see cref="Host"/> leads to; null: none.</summary>
    public string? InvitedRoom { get; init; }

    /// <summary>The file of what opens the server; null: not given.</summary>
    public string? SecretFile { get; init; }

    /// <summary>What opens the server, as it was typed; null: nobody was asked.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>A bad link to put on transfers; null: not given.</summary>
    public ImpairmentOptions? Impairment { get; init; }

    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">One makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static ConnectionOptions Of(string? host, string? user, string? fingerprint)
    {
        var room = host is null ? null : Invitation.Parse(host).Room;
        if (user is not null && string.IsNullOrWhiteSpace(user))
            throw new UserError(ExitCode.Usage, "--user is empty; give a name");
        if (fingerprint is null)
            return new(host, user, null) { InvitedRoom = room };
        return Platform.Identity.Fingerprint.TryParse(fingerprint, out var parsed)
            ? new(host, user, parsed) { InvitedRoom = room }
            : throw new UserError(ExitCode.Usage, $"--fingerprint {SafeText.Show(fingerprint)} is not a fingerprint; it is SHA256: and 43 characters, as the server prints it");
    }
}
