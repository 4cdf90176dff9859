using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Messenger.Server.Control;

/// <summary>
/// Lets OpenSSL give a connection's record buffers back while it is idle: 14 KiB of what it costs otherwise. .NET has no
/// setting for it, so the mode is set on the connection that <see cref="SslStream"/> keeps. Where .NET or OpenSSL have changed,
/// the connection works as before and costs more.
/// </summary>
internal static partial class TlsMemory
{
    // openssl/ssl.h: SSL_set_mode is SSL_ctrl with this command; both values are part of OpenSSL's ABI since 1.0.
    private const int SetMode = 33;
    private const int ReleaseBuffers = 0x10;

    // A constant type and name: the trimmer keeps the field, and native code finds it. UnsafeAccessor cannot name a field of a hidden type.
    private static readonly FieldInfo? SecurityContext = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Gives buffers back from the next read and write on.</summary>
    /// <param name="stream">A stream whose handshake is done.</param>
    /// <returns>Whether it worked.</returns>
    public static bool ReleaseWhenIdle(SslStream stream)
    {
        try
        {
            if (SecurityContext?.GetValue(stream) is not SafeHandle { IsInvalid: false, IsClosed: false } connection)
                return false;
            return (SslControl(connection, SetMode, ReleaseBuffers, 0) & ReleaseBuffers) != 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libssl", EntryPoint = "SSL_ctrl")]
    private static partial long SslControl(SafeHandle connection, int command, long argument, nint pointer);
}
