using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Messenger.Rudp.Sockets.Native;

namespace Messenger.Rudp.Sockets;

/// <summary>Waits for datagrams, room to send, a deadline in nanoseconds, or another thread's call.</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private readonly SafeFileHandle _event;
    private readonly int _socket;

    public WakeUp(UdpSocket socket)
    {
        _socket = socket.Descriptor;
        _event = new SafeFileHandle(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK), ownsHandle: true);
        if (_event.IsInvalid)
            throw new IOException($"No event descriptor can be had (error {Marshal.GetLastPInvokeError()}): raise the limit of open files.");
    }

    /// <summary>Ends the wait, from any thread; after <see cref="Dispose"/> it does nothing.</summary>
    public void Signal()
    {
        ulong one = 1;
        try
        {
            // A full counter means that a signal waits already.
            _ = Libc.write(_event, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The driver has ended: nobody waits.
        }
    }

    /// <summary>Waits.</summary>
    /// <param name="now">The moment now.</param>
    /// <param name="until">When to stop waiting.</param>
    /// <param name="forRoom">Whether room to send ends the wait too.</param>
    public void Wait(Timestamp now, Timestamp until, bool forRoom)
    {
        PollDescriptor* descriptors = stackalloc PollDescriptor[2];
        descriptors[0] = new PollDescriptor { Descriptor = _socket, Events = (short)(Libc.POLLIN | (forRoom ? Libc.POLLOUT : 0)) };
        descriptors[1] = new PollDescriptor { Descriptor = (int)_event.DangerousGetHandle(), Events = Libc.POLLIN };
        long wait = until.IsNever ? 0 : Math.Max(0, until.Nanoseconds - now.Nanoseconds);
        var timeout = new TimeSpec { Seconds = wait / 1_000_000_000, Nanoseconds = wait % 1_000_000_000 };
        Libc.ppoll(descriptors, 2, until.IsNever ? null : &timeout, null);
        if (descriptors[1].Returned != 0)
        {
            ulong count;
            _ = Libc.read(_event, &count, sizeof(ulong));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
