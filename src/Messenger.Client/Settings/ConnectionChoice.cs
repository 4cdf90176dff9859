using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Settings;

/// <summary>Where a value came from.</summary>
public enum ChoiceSource
{
    /// <summary>An option of the command.</summary>
    Option,

    /// <summary><c>MSGR_HOST</c> or <c>MSGR_USER</c>.</summary>
    Environment,

    /// <summary>The last login that went well.</summary>
    LastUsed,

    /// <summary>localhost, or the login name.</summary>
    Default,
}

/// <summary>Which server and which name a command uses.</summary>
/// <param name="Server">The server.</param>
/// <param name="ServerFrom">Where it came from.</param>
/// <param name="UserName">The name.</param>
/// <param name="UserFrom">Where it came from.</param>
public sealed record ConnectionChoice(ServerAddress Server, ChoiceSource ServerFrom, string UserName, ChoiceSource UserFrom)
{
    /// <summary>The key that the server's invitation names; null: no invitation, or one without a key.</summary>
    public Fingerprint? InvitedKey { get; init; }

    /// <summary>The secret that the server's invitation holds; null: none.</summary>
    public JoinSecret? InvitedSecret { get; init; }

    /// <summary>The variable that names the server.</summary>
    public const string HostVariable = "MSGR_HOST";

    /// <summary>The variable that names the user.</summary>
    public const string UserVariable = "MSGR_USER";

    /// <summary>Option before environment before last used before default; an empty value is as none.</summary>
    /// <param name="host">The option <c>--host</c>.</param>
    /// <param name="user">The option <c>--user</c>.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    /// <param name="last">The last used.</param>
    /// <param name="loginName">The name that the operating system knows the user by.</param>
    /// <param name="nameNeeded">False: where no name is to be had, it is empty, and somebody is asked for one.</param>
    /// <exception cref="UserError">The host is no address, or no name is to be had; <see cref="ExitCode.Usage"/>.</exception>
    public static ConnectionChoice Resolve(
        string? host, string? user, Func<string, string?> environment, LastUsed last, string loginName, bool nameNeeded = true)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(last);
        var (hostText, hostFrom) = First(host, environment(HostVariable), last.Host, ServerAddress.Localhost.Host);
        var (name, nameFrom) = First(user, environment(UserVariable), last.User, loginName);
        if (nameNeeded && string.IsNullOrWhiteSpace(name))
            throw new UserError(ExitCode.Usage, $"no user name is known; give one with --user NAME or in {UserVariable}");
        if (!Invitation.TryParse(hostText, out var invitation, out var problem))
            throw new UserError(ExitCode.Usage, hostFrom == ChoiceSource.Environment ? $"{HostVariable}: {problem}" : problem);
        return new(invitation.Server, hostFrom, name, nameFrom) { InvitedKey = invitation.Fingerprint, InvitedSecret = invitation.Secret };
    }

    private static (string Value, ChoiceSource From) First(string? option, string? variable, string? last, string otherwise)
    {
        if (!string.IsNullOrWhiteSpace(option))
            return (option.Trim(), ChoiceSource.Option);
        if (!string.IsNullOrWhiteSpace(variable))
            return (variable.Trim(), ChoiceSource.Environment);
        return string.IsNullOrWhiteSpace(last) ? (otherwise, ChoiceSource.Default) : (last.Trim(), ChoiceSource.LastUsed);
    }
}
