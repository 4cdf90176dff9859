using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Session;

/// <summary>The first frames of a session: Welcome, which comes unasked, and the answer to the login that crossed it.</summary>
/// <param name="server">For sentences.</param>
internal sealed class LoginExchange(ServerAddress server)
{
    /// <summary>What the server says about itself; null until it did.</summary>
    public ServerInfo? Server { get; private set; }

    /// <summary>The accepted login; null until then.</summary>
    public LoggedIn? Accepted { get; private set; }

    /// <summary>The login that a client of this profile sends.</summary>
    /// <param name="profile">Who.</param>
    /// <param name="server">The key that the server has proved: the proof of a secret is for it alone (CTL-TRUST-6).</param>
    /// <param name="purpose">What for.</param>
    /// <param name="resumeToken">Of the session before, or empty.</param>
    public static Login Ask(ClientProfile profile, Fingerprint server, SessionPurpose purpose, byte[] resumeToken) => new()
    {
        JoinProof = profile.Secret is { } secret ? JoinSecret.Proof(secret.KeyFor(server), profile.Identity.Fingerprint) : [],
        LinkProof = profile.Link?.Proof(server, profile.Identity.Fingerprint) ?? [],
        Name = profile.UserName,
        Purpose = purpose,
        ResumeToken = resumeToken,
        Client = profile.ClientName,
    };

    /// <summary>Takes a frame that came before the login was accepted.</summary>
    /// <returns>Why the session is over, or null.</returns>
    public ControlEnd? Handle(ServerFrame frame)
    {
        switch (frame)
        {
            case Welcome welcome when Server is null:
                Server = ServerInfo.Of(welcome);
                return welcome.Protocol == WireLimits.ProtocolVersion ? null : WrongVersion(welcome.Protocol);
            case LoggedIn loggedIn when Server is not null:
                Accepted = loggedIn;
                return null;
            // CTL-LOGIN-2: an answer to the login carries request 0.
            case Refused refused:
                return ControlEnd.LoginRefused(server, refused);
            default:
                return ControlEnd.Protocol(server, "did not begin with a welcome and an answer to the login");
        }
    }

    private ControlEnd WrongVersion(ushort protocol) => new(ControlEndKind.Protocol, new UserError(
        ExitCode.Protocol,
        $"{server} speaks version {protocol} of the protocol and this client version {WireLimits.ProtocolVersion}; update the older of the two"));
}
