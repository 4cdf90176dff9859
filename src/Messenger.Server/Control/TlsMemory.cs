using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Messenger.Server.Control;

/// <summary>
/// What a connection costs while it is idle: OpenSSL gives its record buffers back (14 KiB), and the buffer between OpenSSL and
/// <see cref="SslStream"/>, which grows to the largest write and never shrinks (4 KiB behind a login, 22 KiB behind a busy room), is
/// taken away. .NET has no setting for either, so both are done to what <see cref="SslStream"/> keeps. Where .NET or OpenSSL have
/// changed, the connection works as before and costs more.
/// </summary>
internal static partial class TlsMemory
{
    // openssl/ssl.h: SSL_set_mode is SSL_ctrl with this command; both values are part of OpenSSL's ABI since 1.0.
    private const int SetMode = 33;
    private const int ReleaseBuffers = 0x10;

    // openssl/bio.h and crypto.h, the same: BIO_pending and BIO_set_mem_buf are BIO_ctrl with these commands.
    private const int Pending = 10;
    private const int SetBuffer = 114;
    private const int Close = 1;

    // A constant type and name: the trimmer keeps the field, and native code finds it. UnsafeAccessor cannot name a field of a hidden type.
    private static readonly FieldInfo? SecurityContext = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    // What SslStream locks around every call of OpenSSL behind the handshake.
    private static readonly PropertyInfo? WriteLock = typeof(SslStream).GetProperty("_handshakeLock", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Gives buffers back from the next read and write on.</summary>
    /// <param name="stream">A stream whose handshake is done.</param>
    /// <returns>Whether it worked.</returns>
    public static bool ReleaseWhenIdle(SslStream stream)
    {
        try
        {
            if (HandleOf(stream) is not { } connection)
                return false;
            return (SslControl(connection, SetMode, ReleaseBuffers, 0) & ReleaseBuffers) != 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Takes away the buffer that the largest write so far has left behind. Called by whoever writes, between two writes.</summary>
    /// <param name="stream">A stream whose handshake is done.</param>
    /// <returns>Whether it worked.</returns>
    public static bool DropWriteBuffer(SslStream stream)
    {
        try
        {
            if (HandleOf(stream) is not { } connection || WriteLock?.GetValue(stream) is not { } gate)
                return false;
            // A read may write too: the answer to a peer's new keys. SslStream holds this lock whenever it calls OpenSSL.
            lock (gate)
                return Exchange(connection);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>OpenSSL's connection; null where there is none, or .NET has changed.</summary>
    internal static SafeHandle? HandleOf(SslStream stream) =>
        SecurityContext?.GetValue(stream) is SafeHandle { IsInvalid: false, IsClosed: false } connection ? connection : null;

    private static bool Exchange(SafeHandle connection)
    {
        nint buffer = WriteBuffer(connection);
        if (buffer == 0 || BufferControl(buffer, Pending, 0, 0) != 0)
            return false;
        nint empty = NewMemory();
        // The one that was there is freed with it.
        if (empty != 0 && BufferControl(buffer, SetBuffer, Close, empty) == 1)
            return true;
        FreeMemory(empty);
        return false;
    }

    [LibraryImport("libssl", EntryPoint = "SSL_ctrl")]
    private static partial long SslControl(SafeHandle connection, int command, long argument, nint pointer);

    [LibraryImport("libssl", EntryPoint = "SSL_get_wbio")]
    private static partial nint WriteBuffer(SafeHandle connection);

    [LibraryImport("libcrypto", EntryPoint = "BIO_ctrl")]
    private static partial long BufferControl(nint buffer, int command, long argument, nint pointer);

    [LibraryImport("libcrypto", EntryPoint = "BUF_MEM_new")]
    private static partial nint NewMemory();

    [LibraryImport("libcrypto", EntryPoint = "BUF_MEM_free")]
    private static partial void FreeMemory(nint memory);
}
