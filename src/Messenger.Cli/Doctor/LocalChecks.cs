using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Messenger.Cli.Output;
using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Rudp.Sockets;

namespace Messenger.Cli.Doctor;

/// <summary>What can be checked without a server: buffers and disk.</summary>
internal static class LocalChecks
{
    // A second of 64 Mbit/s, or 80 ms of 800: less, and a busy moment of this machine costs datagrams.
    private const int EnoughBuffer = 1024 * 1024;

    private const long LittleSpace = 1L << 30;

    /// <summary>Bytes of kernel buffer that a UDP socket gets.</summary>
    public static Check SocketBuffers()
    {
        const string name = "socket buffers";
        try
        {
            var options = new UdpSocketOptions();
            using var socket = new UdpSocket(new IPEndPoint(IPAddress.Loopback, 0), options);
            // The kernel doubles what it gives, for its own bookkeeping.
            var given = socket.ReceiveBufferBytes / 2;
            var finding = $"{Quantities.Size(given)} of {Quantities.Size(options.BufferBytes)} asked for";
            return given >= EnoughBuffer
                ? new Check(name, CheckResult.Pass, finding)
                : new Check(name, CheckResult.Warn, finding + ": fast transfers over UDP may lose datagrams on this very machine")
                {
                    Advice = string.Create(CultureInfo.InvariantCulture, $"as root: sysctl -w net.core.rmem_max={options.BufferBytes} net.core.wmem_max={options.BufferBytes}"),
                };
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new Check(name, CheckResult.Fail, $"this machine gives no UDP socket: {SafeText.Show(e.Message.TrimEnd('.'))}") { Code = ExitCode.CannotConnect, Advice = "get files with --tcp" };
        }
    }

    /// <summary>Whether files can be written here, and how many bytes of them.</summary>
    /// <param name="folder">The working directory.</param>
    public static Check Disk(string folder)
    {
        const string name = "disk";
        var shown = SafeText.Show(folder);
        try
        {
            var probe = Path.Combine(folder, $".msgr-doctor-{Path.GetRandomFileName()}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            var free = new DriveInfo(folder).AvailableFreeSpace;
            var finding = $"{Quantities.Size(free)} free in {shown}, which can be written to";
            return free >= LittleSpace ? new Check(name, CheckResult.Pass, finding) : new Check(name, CheckResult.Warn, finding) { Advice = "make room before large downloads" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Check(name, CheckResult.Fail, $"{shown} cannot be written to: {(e is UnauthorizedAccessException ? "permission denied" : SafeText.Show(e.Message.TrimEnd('.')))}")
            {
                Code = ExitCode.LocalFile,
                Advice = "go to a folder of yours, or name one with get -o",
            };
        }
    }
}
