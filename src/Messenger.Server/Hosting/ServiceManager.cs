using System.Net.Sockets;
using System.Text;

namespace Messenger.Server.Hosting;

/// <summary>Tells systemd, where it has started the server (<c>Type=notify</c>), that it listens or that it stops: sd_notify(3).</summary>
internal static class ServiceManager
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Tells it; where nobody has asked to be told, or nobody listens, nothing happens.</summary>
    /// <param name="state">A line of sd_notify(3), such as <c>READY=1</c>.</param>
    public static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 1 } path)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A leading @ stands for the zero byte of an abstract name.
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // The server serves all the same.
        }
    }
}
