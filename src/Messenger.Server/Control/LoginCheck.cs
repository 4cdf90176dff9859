using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Control;

/// <summary>What of a login can be judged without knowing who else is there.</summary>
internal static class LoginCheck
{
    // UTF-16 units of at most three bytes: under the wire's bound whatever they are.
    private const int ClientLength = WireLimits.LabelBytes / 3;

    /// <summary>A login that makes sense.</summary>
    /// <param name="Name">The name asked for.</param>
    /// <param name="Client">The client's product, cleaned.</param>
    internal sealed record Accepted(UserName Name, string Client);

    /// <summary>Judges a login.</summary>
    /// <returns>Why not, or null.</returns>
    public static Refused? Check(Login login, out Accepted? accepted)
    {
        accepted = null;
        if (login.Protocol != WireLimits.ProtocolVersion)
        {
            return Refusals.Of(
                RefusalCode.Version,
                $"This server speaks version {WireLimits.ProtocolVersion} of the protocol and your program version {login.Protocol}; use programs of one release.");
        }

        if (login.Purpose is not (SessionPurpose.OneShot or SessionPurpose.Chat))
            return Refusals.BadRequest(0, "The server does not know this purpose of a session.");
        if (!UserName.TryParse(login.Name, out UserName? name, out NameError error))
            return Refusals.Of(RefusalCode.NameInvalid, NameErrors.Describe(error, login.Name));
        string client = SafeText.Strip(login.Client);
        accepted = new Accepted(name, client.Length <= ClientLength ? client : client[..ClientLength]);
        return null;
    }
}
