using System.Net.Security;
using System.Runtime.InteropServices;

namespace Messenger.Server.Control;

/// <summary>
/// Tickets to resume a session, which no client of ours takes: keys are proved anew each time. OpenSSL sends two behind each handshake, with the
/// client's certificate in them: a packet before the welcome that a link may lose. .NET can only leave resuming out altogether, at 30 KiB a connection.
/// </summary>
internal static partial class TlsTickets
{
    /// <summary>No ticket is sent any more by the connections that begin from now on with the same settings.</summary>
    /// <param name="stream">One whose handshake is done.</param>
    /// <returns>Whether it worked.</returns>
    public static bool SendNone(SslStream stream)
    {
        try
        {
            return TlsMemory.HandleOf(stream) is { } connection && ContextOf(connection) is var context and not 0 && SetTickets(context, 0) == 1;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libssl", EntryPoint = "SSL_get_SSL_CTX")]
    private static partial nint ContextOf(SafeHandle connection);

    [LibraryImport("libssl", EntryPoint = "SSL_CTX_set_num_tickets")]
    private static partial int SetTickets(nint context, nuint count);
}
