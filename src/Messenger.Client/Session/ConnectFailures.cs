using System.Net.Sockets;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Session;

/// <summary>Every way that a connection can fail to be made, as a sentence with its exit code.</summary>
internal static class ConnectFailures
{
    public static UserError OfTcp(ServerAddress server, SocketException e) => new(ExitCode.CannotConnect, e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"nothing listens at {server}; check the port, and that the server runs",
        SocketError.HostUnreachable or SocketError.HostDown => $"{server.Host} cannot be reached; check that it is on and in this network",
        SocketError.NetworkUnreachable => $"there is no way to {server.Host} from here; check the network",
        SocketError.TimedOut => NoAnswer(server),
        SocketError.AccessDenied => $"this machine does not allow a connection to {server}; check its firewall",
        _ => $"cannot connect to {server}: {e.Message}",
    }, e);

    public static UserError OfTcpTimeout(ServerAddress server, Exception? e) => new(ExitCode.CannotConnect, NoAnswer(server), e);

    public static UserError OfTlsTimeout(ServerAddress server, Exception? e) =>
        new(ExitCode.Timeout, $"{server} took the connection and then said nothing; check that it is a msgr-server", e);

    public static UserError OfTlsEnd(ServerAddress server, Exception? e) =>
        new(ExitCode.CannotConnect, $"{server} closed the connection before it began; try again, or look at the server's log", e);

    public static UserError OfTls(ServerAddress server, Exception? e) =>
        new(ExitCode.Protocol, $"what listens at {server} is no msgr-server of this version; check host and port", e);

    public static UserError OfIdentity(ServerAddress server, Fingerprint expected, Fingerprint seen, bool demanded) => new(
        ExitCode.IdentityChanged,
        demanded
            ? $"{server} showed the key {seen} and not {expected}, which was demanded: it is another server, or somebody in between; nothing was sent"
            : $"the key of {server} has changed from {expected} to {seen}: its data was lost, it is another server, or somebody is in between; "
              + $"nothing was sent; if its keeper confirms the new key, accept it with --fingerprint {seen}");

    public static UserError OfInvitation(ServerAddress server, Fingerprint pinned, Fingerprint invited) => new(
        ExitCode.IdentityChanged,
        $"the invitation names the key {invited}, but {server} was met with the key {pinned}: the invitation is false, or the server's key has changed; "
        + $"nothing was sent; if its keeper confirms the new key, accept it with --fingerprint {invited}");

    /// <summary>Whether to try again makes sense: nobody decided, something was not there.</summary>
    public static bool IsPassing(UserError error) => error.Code is ExitCode.CannotConnect or ExitCode.Timeout;

    private static string NoAnswer(ServerAddress server) => $"{server} does not answer; check that it is on, and that no firewall drops the port";
}
